package org.sluice.fleet.bulk;

import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.failure.DomainException;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.registry.selection.RepositorySelection;

/**
 * Which repositories are given tags, and which tags are taken from them.
 *
 * @param repositoryIds ids of the repositories, 1 to 1000; null to select otherwise
 * @param selection filters as of the list; an empty one selects all; null where ids are named
 * @param add tags that each has afterwards; null for none
 * @param remove tags that none has afterwards; null for none
 */
@Schema(name = "BulkTagging")
public record BulkTagging(
    List<UUID> repositoryIds,
    RepositorySelection selection,
    List<String> add,
    List<String> remove) {

  /**
   * Which are meant.
   *
   * @throws DomainException INVALID if that is not said
   */
  RepositoryChoice choice() {
    return new RepositoryChoice(repositoryIds, selection).required();
  }
}
