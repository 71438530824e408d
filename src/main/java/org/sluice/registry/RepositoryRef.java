package org.sluice.registry;

import java.util.UUID;

/**
 * A repository as the start of a job needs it: small, so that a job over 100,000 of them fits in
 * memory with one transaction around it.
 *
 * @param id of the repository
 * @param namespaceId where it lies
 * @param fullName {@code owner/name}
 * @param host of its upstream
 */
public record RepositoryRef(UUID id, UUID namespaceId, String fullName, String host) {

  /**
   * Whose share of the concurrency questions to its forge use. Not that of clones: a host that is
   * slow to clone from need not be slow to ask. What nobody waits for has one of its own, since it
   * may wait for an hour while the last tenth of a budget is kept for people.
   *
   * @param awaited whether a person waits for the answer
   */
  public String apiShare(boolean awaited) {
    return apiShare(host, awaited);
  }

  /** The same of a host, for questions that are about no single repository. */
  public static String apiShare(String host, boolean awaited) {
    return (awaited ? "api " : "unhurried api ") + host;
  }

  /** That of a repository that is known as a whole. */
  public static RepositoryRef of(RepositoryRecord repository) {
    return new RepositoryRef(
        repository.id(), repository.namespaceId(), repository.fullName(), repository.host());
  }
}
