package org.sluice.health.scan;

import java.time.Instant;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.git.SyncFailure;
import org.sluice.git.UpstreamLook;
import org.sluice.health.Known;
import org.sluice.health.Observation;
import org.sluice.registry.status.HealthState;

/**
 * How a repository's health follows from what a check saw and what was known. Pure.
 *
 * <p>Who has the name is asked before how he is: another repository under the same name is an
 * alarm, however healthy it is.
 */
final class HealthRule {

  /** Checks in a row that must not find it before it counts as missing. */
  static final int MISSES = 3;

  private HealthRule() {}

  /**
   * The forge told of a repository.
   *
   * @param asked where it was asked for
   */
  static Observation told(RepositoryPath asked, RemoteRepository told, Known known) {
    boolean other = known.remoteId() != null && !known.remoteId().equals(told.id());
    if (other) {
      return new Observation(
          HealthState.REPLACED,
          asked + " is another repository now than the one that was known by this name.",
          null,
          null,
          0,
          null);
    }
    if (!told.fullName().equalsIgnoreCase(asked.fullName())) {
      return new Observation(
          HealthState.MOVED,
          "It is called " + told.fullName() + " now.",
          told,
          told.cloneUrl() == null ? told.fullName() : told.cloneUrl(),
          0,
          null);
    }
    HealthState state =
        told.disabled()
            ? HealthState.DISABLED
            : told.archived()
                ? HealthState.ARCHIVED
                : Boolean.TRUE.equals(told.empty()) ? HealthState.EMPTY : HealthState.HEALTHY;
    return new Observation(state, null, told, null, 0, null);
  }

  /**
   * The forge did not tell of it.
   *
   * @param login whom the forge let in; null if it was asked without an account
   * @param began when the check began
   */
  static Observation failed(ForgeFailure failure, String login, Known known, Instant began) {
    return switch (failure.kind()) {
      case NOT_FOUND -> missed(login, known, began);
      case AUTH -> seen(HealthState.AUTH_ERROR, failure.getMessage(), known);
      case FORBIDDEN -> seen(HealthState.FORBIDDEN, failure.getMessage(), known);
      case BLOCKED -> seen(HealthState.BLOCKED, failure.getMessage(), known);
      default -> error(failure.kind().name(), failure.getMessage(), known);
    };
  }

  /** A plain Git server showed its branches. */
  static Observation looked(UpstreamLook look) {
    if (look.movedTo() != null) {
      return new Observation(
          HealthState.MOVED, "It answers from another address now.", null, look.movedTo(), 0, null);
    }
    return new Observation(
        look.isEmpty() ? HealthState.EMPTY : HealthState.HEALTHY, null, null, null, 0, null);
  }

  /** A plain Git server did not let anybody look. */
  static Observation failed(SyncFailure failure, Known known, Instant began) {
    return switch (failure.kind()) {
      case NOT_FOUND -> missed(null, known, began);
      case GONE ->
          new Observation(
              HealthState.NOT_FOUND, failure.getMessage(), null, null, HealthRule.MISSES, null);
      case AUTH, HOST_KEY -> seen(HealthState.AUTH_ERROR, failure.getMessage(), known);
      case MOVED -> seen(HealthState.MOVED, failure.getMessage(), known);
      default -> error(failure.kind().name(), failure.getMessage(), known);
    };
  }

  private static Observation missed(String login, Known known, Instant began) {
    // Two scans at once see the same miss; it counts once.
    boolean counted = known.checkedAt() != null && !began.isAfter(known.checkedAt());
    int misses = counted ? Math.max(1, known.misses()) : known.misses() + 1;
    String visible = login == null ? "anybody" : login;
    String words = "It is missing, or not visible to " + visible + ".";
    return misses >= MISSES
        ? new Observation(HealthState.NOT_FOUND, words, null, null, misses, null)
        : new Observation(
            HealthState.UNCONFIRMED,
            words + " Seen " + misses + (misses == 1 ? " time" : " times") + " of " + MISSES + ".",
            null,
            null,
            misses,
            null);
  }

  /**
   * Something was found out, but not whether it is there: misses neither grow nor are forgotten.
   */
  private static Observation seen(HealthState state, String detail, Known known) {
    return new Observation(state, detail, null, null, known.misses(), null);
  }

  private static Observation error(String kind, String detail, Known known) {
    return new Observation(HealthState.ERROR, detail, null, null, known.misses(), kind);
  }
}
