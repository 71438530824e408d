package org.sluice.configsource.follow;

import org.sluice.configsource.board.RoundFailure;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.mirror.SyncEnded;
import org.sluice.mirror.plan.FailureRule;

/** Reads what a glance or a sync came to as the end of a round. */
final class Rounding {

  static final Round.Failure CANCELLED =
      new Round.Failure(
          RoundFailure.SYNC_CANCELLED.name(),
          "The sync of the repository was cancelled.",
          true,
          false);

  static final Round.Failure NOT_A_MIRROR =
      new Round.Failure(
          RoundFailure.NOT_A_MIRROR.name(),
          "The repository is not mirrored any more.",
          false,
          false);

  private Rounding() {}

  static Round.Failure failure(SyncFailure failed) {
    FailureRule rule = FailureRule.of(failed.kind());
    return new Round.Failure(
        failed.kind().name(),
        failed.getMessage(),
        rule.retry() == FailureRule.Retry.WITHIN_RUN,
        rule.reach() != FailureRule.Reach.UNTOLD);
  }

  static Round of(SyncEnded end) {
    if (end.fetched() != null) {
      return Round.equal(end.began(), end.fetched().heldBack());
    }
    ItemOutcome outcome = end.outcome();
    if (outcome.status() == ItemStatus.FAILED) {
      SyncFailureKind kind = SyncFailureKind.valueOf(outcome.failureKind());
      return Round.failed(
          end.began(), failure(new SyncFailure(kind, outcome.failureDetail(), null)));
    }
    if (outcome.status() == ItemStatus.SKIPPED) {
      return Round.failed(
          end.began(),
          new Round.Failure(SyncFailureKind.NETWORK.name(), outcome.result(), false, true));
    }
    return Round.failed(end.began(), CANCELLED);
  }
}
