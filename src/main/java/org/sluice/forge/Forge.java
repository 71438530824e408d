package org.sluice.forge;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One kind of forge, asked over its API.
 *
 * <p>Implementations keep nothing between calls but what they may forget, and are thread-safe. What
 * they are asked for arrives complete or as a {@link ForgeFailure}; a list is never cut short in
 * silence.
 */
public interface Forge {

  /** Which kind this is. */
  ForgeKind kind();

  /**
   * Whom the token of an access belongs to. Always asked anew, never answered from what was stored.
   *
   * @throws ForgeFailure AUTH if the forge does not take the token
   */
  ForgeLogin login(ForgeAccess access) throws ForgeFailure;

  /**
   * What a repository is. Where the forge sends on permanently, the place it sends to is asked and
   * {@link RemoteRepository#fullName} tells the new name.
   *
   * @param path as in the clone URL, such as {@code team/app}
   * @throws ForgeFailure NOT_FOUND if there is none or the token does not see it, BLOCKED,
   *     FORBIDDEN
   */
  RemoteRepository repository(ForgeAccess access, RepositoryPath path) throws ForgeFailure;

  /**
   * All open pull requests of a repository, on however many pages.
   *
   * @return each number once
   * @throws ForgeFailure if any page could not be read
   */
  List<Pull> openPulls(ForgeAccess access, RepositoryPath path) throws ForgeFailure;

  /**
   * One pull request, whatever its state is.
   *
   * @return empty if the repository is there and knows no such pull request
   */
  Optional<Pull> pull(ForgeAccess access, RepositoryPath path, long number) throws ForgeFailure;

  /**
   * Checks, reviews and mergeability of open pull requests.
   *
   * @param pulls as {@link #openPulls} told them; their head is what checks are read of
   * @return one for each, in the same order; a part that could not be read holds its failure
   * @throws ForgeFailure CANCELLED, LIMITED or AUTH: what concerns all of them
   */
  List<PullDetails> details(ForgeAccess access, RepositoryPath path, List<Pull> pulls)
      throws ForgeFailure;

  /**
   * All repositories that the token sees, or those of one owner, page by page.
   *
   * @param owner an account, organisation, group or workspace; null for all that the token sees
   * @param each is given one page at a time, in the forge's order
   * @throws ForgeFailure if any page could not be read; what was given before is then no whole
   */
  void repositories(ForgeAccess access, String owner, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure;
}
