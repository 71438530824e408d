package org.sluice.configsource.follow;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.sluice.configsource.RefreshResult;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.refs.HeldBack;

/**
 * How one round ended.
 *
 * @param began when it began, before the upstream was asked for anything
 * @param failure why it failed; null if it succeeded
 * @param heldBack changes of the upstream that the mirror did not take; none if it failed
 */
record Round(Instant began, Failure failure, List<HeldBack> heldBack) {

  /**
   * Why a round failed.
   *
   * @param kind in the words of {@code SyncFailureKind} or {@code RoundFailure}
   * @param detail one safe sentence
   * @param retryable whether trying again soon can help
   * @param upstream whether it is the upstream's fault
   */
  record Failure(String kind, String detail, boolean retryable, boolean upstream) {

    /** The refusal that somebody gets who waited for the round. */
    DomainException refusal() {
      return new DomainException(
          upstream ? FailureKind.UPSTREAM_FAILED : FailureKind.CONFLICT,
          "refresh-" + kind.toLowerCase(Locale.ROOT).replace('_', '-'),
          detail);
    }
  }

  /**
   * What a round is told to whoever waits for it.
   *
   * @param result null if it failed
   * @param failure null if it succeeded
   */
  record Answer(RefreshResult result, Failure failure) {}

  static Round equal(Instant began, List<HeldBack> heldBack) {
    return new Round(began, null, heldBack);
  }

  static Round failed(Instant began, Failure failure) {
    return new Round(began, failure, List.of());
  }
}
