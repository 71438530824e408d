package org.sluice.registry;

import java.util.Optional;
import java.util.UUID;

/**
 * What a room above has of a repository, which therefore cannot be deleted. Implemented as CDI
 * beans.
 */
public interface RepositoryUse {

  /**
   * What this room does with a repository; called in a transaction that has locked its row.
   *
   * @return one sentence about it for whoever wants to delete the repository; empty if it does
   *     nothing
   */
  Optional<String> use(UUID repositoryId);
}
