package org.sluice.intake;

import org.sluice.forge.RemoteRepository;

/**
 * A repository that an account at a forge sees.
 *
 * @param fullName {@code owner/name} there
 * @param cloneUrl where it is cloned from; null if the forge does not tell
 * @param webUrl its page; null if the forge does not tell
 * @param description free text; null if none
 * @param visibility who sees it there
 * @param archived whether it is read-only for good
 * @param forkOf what it was forked from; null if it was not, or the forge does not tell
 * @param tracked full name of the repository here that follows it; null if none does
 */
public record DiscoveredRepository(
    String fullName,
    String cloneUrl,
    String webUrl,
    String description,
    String visibility,
    boolean archived,
    String forkOf,
    String tracked) {

  static DiscoveredRepository of(RemoteRepository remote, String tracked) {
    return new DiscoveredRepository(
        remote.fullName(),
        remote.cloneUrl(),
        remote.webUrl(),
        remote.description(),
        remote.visibility(),
        remote.archived(),
        remote.forkOf(),
        tracked);
  }
}
