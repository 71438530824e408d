package org.sluice.mirror.history;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncOutcome;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.plan.FailureView;
import org.sluice.mirror.push.PushRun;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * One run of a sync in the history of its repository; runs without a change that follow each other
 * share one row, which then counts them and tells the first and the last.
 */
@Entity
@Table(name = "sync_run")
@Inside
public class SyncRun {

  @Id private UUID id;

  @Column(name = "repository_id")
  private UUID repositoryId;

  @Column(name = "job_id")
  private UUID jobId;

  @Column(name = "trigger_kind")
  @Enumerated(EnumType.STRING)
  private JobTrigger trigger;

  @Column(name = "started_at")
  private Instant startedAt;

  @Column(name = "completed_at")
  private Instant completedAt;

  /** When the first of the folded runs began. */
  @Column(name = "first_at")
  private Instant firstAt;

  @Enumerated(EnumType.STRING)
  private SyncRunOutcome outcome;

  private int runs = 1;
  private int created;

  @Column(name = "fast_forward")
  private int fastForward;

  private int forced;
  private int deleted;
  private long bytes;
  private long objects;

  @Column(name = "ls_refs_ms")
  private long lsRefsMillis;

  @Column(name = "fetch_ms")
  private long fetchMillis;

  @Column(name = "refs_ms")
  private long refsMillis;

  @Column(name = "failure_kind")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind failureKind;

  @Column(name = "failure_message")
  private String failureMessage;

  @Column(name = "push_ms")
  private long pushMillis;

  @Column(name = "pushed_refs")
  private int pushedRefs;

  @Column(name = "push_failure_kind")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind pushFailureKind;

  @Column(name = "push_failure_message")
  private String pushFailureMessage;

  protected SyncRun() {}

  private SyncRun(ItemRun run, Instant began, Instant ended, SyncRunOutcome outcome) {
    id = Ids.next();
    repositoryId = run.subjectId();
    jobId = run.jobId();
    trigger = run.trigger();
    startedAt = began;
    firstAt = began;
    completedAt = ended;
    this.outcome = outcome;
  }

  public static SyncRun equal(ItemRun run, Instant began, Instant ended, SyncOutcome outcome) {
    return fetched(new SyncRun(run, began, ended, SyncRunOutcome.of(outcome)), outcome);
  }

  /** A run that fetched, and failed because what it is for is to push on. */
  public static SyncRun pushFailed(
      ItemRun run, Instant began, Instant ended, SyncOutcome outcome, SyncFailure failure) {
    SyncRun row =
        failed(run, began, ended, failure.kind(), MirrorPolicy.shortened(failure.getMessage()));
    return fetched(row, outcome);
  }

  private static SyncRun fetched(SyncRun row, SyncOutcome outcome) {
    row.created = outcome.refs().created();
    row.fastForward = outcome.refs().fastForward();
    row.forced = outcome.refs().forced();
    row.deleted = outcome.refs().deleted();
    row.bytes = outcome.bytes();
    row.objects = outcome.objects();
    row.lsRefsMillis = outcome.lsRefs().toMillis();
    row.fetchMillis = outcome.fetch().toMillis();
    row.refsMillis = outcome.update().toMillis();
    return row;
  }

  public static SyncRun failed(
      ItemRun run, Instant began, Instant ended, SyncFailureKind kind, String message) {
    SyncRun row = new SyncRun(run, began, ended, SyncRunOutcome.FAILED);
    row.failureKind = kind;
    row.failureMessage = message;
    return row;
  }

  public static SyncRun repaired(ItemRun run, Instant began, Instant ended) {
    return new SyncRun(run, began, ended, SyncRunOutcome.REPAIRED);
  }

  public static SyncRun cancelled(ItemRun run, Instant began, Instant ended) {
    return new SyncRun(run, began, ended, SyncRunOutcome.CANCELLED);
  }

  /** Takes in what the run pushed on. */
  public SyncRun pushed(PushRun run) {
    if (run.isOne()) {
      SyncFailure told = told(run);
      pushMillis = run.took().toMillis();
      pushedRefs = run.moved();
      pushFailureKind = told == null ? null : told.kind();
      pushFailureMessage = told == null ? null : MirrorPolicy.shortened(told.getMessage());
    }
    return this;
  }

  private static SyncFailure told(PushRun run) {
    return run.outcome() == null
        ? run.failure()
        : run.failed().or(() -> run.outcome().remainder()).orElse(null);
  }

  /** Whether a push that moved nothing left the same as that of this row. */
  public boolean pushedAs(PushRun run) {
    SyncFailure told = told(run);
    return run.moved() == 0 && pushFailureKind == (told == null ? null : told.kind());
  }

  /** Takes in one more run without a change, if this row is of such runs. */
  public boolean fold(ItemRun run, Instant began, Instant ended, SyncOutcome same) {
    boolean quiet = created + fastForward + forced + deleted == 0;
    if (!quiet || same.changed() || outcome != SyncRunOutcome.of(same)) {
      return false;
    }
    runs++;
    startedAt = began;
    completedAt = ended;
    jobId = run.jobId();
    trigger = run.trigger();
    bytes += same.bytes();
    lsRefsMillis = same.lsRefs().toMillis();
    return true;
  }

  public SyncRunView toView() {
    return new SyncRunView(
        id,
        jobId,
        trigger,
        startedAt,
        completedAt,
        firstAt,
        outcome,
        runs,
        new SyncRunView.Refs(created, fastForward, forced, deleted),
        bytes,
        objects,
        new SyncRunView.Phases(
            Duration.ofMillis(lsRefsMillis),
            Duration.ofMillis(fetchMillis),
            Duration.ofMillis(refsMillis),
            Duration.ofMillis(pushMillis)),
        pushedRefs,
        FailureView.ofPush(pushFailureKind, pushFailureMessage),
        failureMessage != null && failureMessage.equals(pushFailureMessage)
            ? FailureView.ofPush(failureKind, failureMessage)
            : FailureView.of(failureKind, failureMessage));
  }
}
