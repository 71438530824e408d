package org.sluice.registry;

import java.util.UUID;

/**
 * A mirror as the start of a job needs it: small, so that a job over 100,000 of them fits in memory
 * with one transaction around it.
 *
 * @param id of the repository
 * @param namespaceId where it lies
 * @param fullName {@code owner/name}
 * @param host of its upstream
 */
public record MirrorRef(UUID id, UUID namespaceId, String fullName, String host) {

  /** The mirror of a repository that is known as a whole. */
  public static MirrorRef of(RepositoryRecord repository) {
    return new MirrorRef(
        repository.id(), repository.namespaceId(), repository.fullName(), repository.host());
  }
}
