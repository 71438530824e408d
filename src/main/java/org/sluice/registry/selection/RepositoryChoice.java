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
   * Starts something over them.
   *
   * @param chosen starts it over those with these ids
   * @param selected starts it over what is selected; it is given null for all
   * @throws DomainException INVALID if both are named
   */
  public <T> T start(Function<List<UUID>, T> chosen, Function<RepositorySelection, T> selected) {
    if (repositoryIds == null) {
      return selected.apply(selection);
    }
    if (selection != null) {
      throw DomainException.invalid("selection", "cannot stand beside repositoryIds");
    }
    return chosen.apply(repositoryIds);
  }
}
