package org.sluice.fleet.bulk;

import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.failure.DomainException;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.registry.selection.RepositorySelection;

/**
 * Which repositories are to be deleted, and how many these are as far as the caller knows.
 *
 * @param repositoryIds ids of the repositories, 1 to 1000; null to select otherwise
 * @param selection filters as of the list; an empty one selects all; null where ids are named
 * @param expected number of repositories that the caller means to delete, at least 1
 */
@Schema(name = "BulkDeletion")
public record BulkDeletion(
    List<UUID> repositoryIds, RepositorySelection selection, Integer expected) {

  /**
   * Which are meant.
   *
   * @throws DomainException INVALID if that is not said
   */
  RepositoryChoice choice() {
    return new RepositoryChoice(repositoryIds, selection).required();
  }
}
