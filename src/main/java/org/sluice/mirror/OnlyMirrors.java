package org.sluice.mirror;

import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Inside;
import org.sluice.registry.RepositoryRecord;

/** Refuses what is tracked only, where a mirror is needed. */
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
}
