package org.sluice.mirror;

import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Inside;
import org.sluice.registry.RepositoryRecord;

/** Refuses what is tracked only where a mirror is needed, and a busy one where an idle one is. */
@Inside
public final class OnlyMirrors {

  private OnlyMirrors() {}

  /**
   * Lets a mirror through.
   *
   * @throws DomainException INVALID ({@code not-a-mirror}) otherwise
   */
  public static void require(RepositoryRecord repository) {
    if (!repository.mirrorEnabled()) {
      throw new DomainException(
          FailureKind.INVALID,
          "not-a-mirror",
          repository.fullName() + " is tracked only; there is no mirror to sync.");
    }
  }

  /**
   * Lets through what no job has.
   *
   * @throws DomainException CONFLICT ({@code already-syncing}, with the job) otherwise
   */
  public static void requireIdle(RepositoryRecord repository) {
    if (repository.mirrorJob() != null) {
      throw DomainException.conflict(
          "already-syncing",
          "A sync of " + repository.fullName() + " is waiting or running.",
          "/jobs/" + repository.mirrorJob());
    }
  }
}
