package org.sluice.registry.selection;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.failure.DomainException;
import org.sluice.rest.JsonBody;

/**
 * Which repositories a job is to be about, as a request names them: one by one, by filters, or all.
 *
 * @param repositoryIds ids of the repositories, 1 to 1000; null to select otherwise
 * @param selection filters as of the list; null for all
 */
@Schema(name = "RepositoryChoice")
public record RepositoryChoice(List<UUID> repositoryIds, RepositorySelection selection) {

  /**
   * Reads a body; an empty one means all.
   *
   * @throws DomainException INVALID if it is of another shape
   */
  public static RepositoryChoice read(InputStream body) throws IOException {
    return JsonBody.readOptional(body, RepositoryChoice.class)
        .orElse(new RepositoryChoice(null, null));
  }

  /**
   * The same, where all must be asked for by a selection that filters nothing.
   *
   * @throws DomainException INVALID if nothing is named
   */
  public RepositoryChoice required() {
    if (repositoryIds == null && selection == null) {
      throw DomainException.invalid("selection", "or repositoryIds is required");
    }
    return this;
  }

  /**
   * Does one of two things with them.
   *
   * @param chosen is given the ids, if they are named one by one
   * @param selected is given the selection, null for all, if they are not
   * @return what came of it
   * @throws DomainException INVALID if both are named
   */
  public <T> T either(Function<List<UUID>, T> chosen, Function<RepositorySelection, T> selected) {
    if (repositoryIds == null) {
      return selected.apply(selection);
    }
    if (selection != null) {
      throw DomainException.invalid("selection", "cannot stand beside repositoryIds");
    }
    return chosen.apply(repositoryIds);
  }
}
