package org.sluice.mirror.plan;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.SyncFailureKind;

/**
 * Why a sync failed, for a person.
 *
 * @param kind the failure's kind
 * @param message what happened, one sentence
 * @param hint what can be done about it, one sentence
 * @param retryable whether Sluice tries again by itself
 */
@Schema(name = "SyncFailure")
public record FailureView(SyncFailureKind kind, String message, String hint, boolean retryable) {

  /** The view of a failure in the history; null if there is none. */
  public static FailureView of(SyncFailureKind kind, String message) {
    return of(kind, message, false);
  }

  /** The view of a failure of a push; null if there is none. */
  public static FailureView ofPush(SyncFailureKind kind, String message) {
    return kind == null
        ? null
        : new FailureView(kind, message, pushHint(kind), FailureRule.of(kind).retryable());
  }

  private static String pushHint(SyncFailureKind kind) {
    return switch (kind) {
      case AUTH -> "The push URL wants an account that may write to that repository.";
      case NOT_FOUND, GONE ->
          "Check the push URL; the repository has to be made there before it is pushed to.";
      case MOVED -> "Change the push URL to the new address if you trust it.";
      case CORRUPT_UPSTREAM ->
          "Check that the push URL is that of a Git repository that takes pushes.";
      case RATE_LIMITED, TIMEOUT, NETWORK, UPSTREAM_5XX, DEADLINE ->
          "The server that is pushed to has trouble; a later sync tries again.";
      default -> FailureRule.of(kind).hint();
    };
  }

  /**
   * The view of a failure; null if there is none.
   *
   * @param disabled whether the timer leaves the mirror alone
   */
  public static FailureView of(SyncFailureKind kind, String message, boolean disabled) {
    if (kind == null) {
      return null;
    }
    FailureRule rule = FailureRule.of(kind);
    return new FailureView(kind, message, rule.hint(), rule.retryable() && !disabled);
  }
}
