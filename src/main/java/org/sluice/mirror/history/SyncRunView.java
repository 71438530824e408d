package org.sluice.mirror.history;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.SyncOutcome;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.plan.FailureView;

/**
 * One run of a sync as the API shows it.
 *
 * @param id the run, or the first of the folded ones
 * @param jobId the job that ran it last
 * @param trigger what set the job off
 * @param startedAt when the last of the folded runs began
 * @param completedAt when it ended
 * @param firstStartedAt when the first of the folded runs began
 * @param outcome how it ended
 * @param runs number of runs that are folded into this row
 * @param refs refs that moved, by class
 * @param bytes received
 * @param objects received
 * @param phases time by phase
 * @param pushedRefs refs that moved where the mirror is pushed on to
 * @param pushFailure why pushing on failed, or what it left there; null if it got all through
 * @param failure why it failed; null unless it did
 */
public record SyncRunView(
    UUID id,
    UUID jobId,
    JobTrigger trigger,
    Instant startedAt,
    Instant completedAt,
    Instant firstStartedAt,
    SyncRunOutcome outcome,
    int runs,
    Refs refs,
    long bytes,
    long objects,
    Phases phases,
    int pushedRefs,
    FailureView pushFailure,
    FailureView failure) {

  /** Refs that moved, by class. */
  @Schema(name = "RefChanges")
  public record Refs(int created, int fastForward, int forced, int deleted) {

    public static Refs of(SyncOutcome.RefChanges changes) {
      return new Refs(
          changes.created(), changes.fastForward(), changes.forced(), changes.deleted());
    }
  }

  /** Time by phase: listing refs, receiving and checking objects, moving refs, pushing on. */
  @Schema(name = "SyncPhases")
  public record Phases(Duration lsRefs, Duration fetch, Duration refs, Duration push) {}
}
