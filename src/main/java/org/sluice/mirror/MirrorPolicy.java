package org.sluice.mirror;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncOutcome;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.mirror.plan.FailureRule;
import org.sluice.mirror.plan.FailureView;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.plan.NextSync;
import org.sluice.mirror.plan.Standing;
import org.sluice.mirror.push.PushRun;
import org.sluice.mirror.push.PushState;
import org.sluice.mirror.push.PushView;
import org.sluice.platform.Inside;
import org.sluice.platform.database.OptionalIdColumn;

/**
 * How one mirror is synced, and what its last run left.
 *
 * <p>It is made with the repository if that is mirrored, or when it becomes so; each run rewrites
 * what it left; it goes with the repository. Its fields are written by its own methods only, since
 * one of the two persistence providers sees no other change.
 */
@Entity
@Table(name = "mirror")
@Inside
public class MirrorPolicy {

  private static final int MAX_MESSAGE = 1000;
  private static final int MAX_HEAD = 512;
  private static final int MAX_LEFT_OUT = 2000;

  @Id
  @Column(name = "repository_id")
  private UUID repositoryId;

  /** Seconds between two syncs; null for the installation's interval. */
  @Column(name = "sync_interval_s")
  private Long syncIntervalSeconds;

  /** Times of syncs in five fields; null if it goes by an interval. */
  private String cron;

  @Column(name = "time_zone")
  private String timeZone;

  private boolean adaptive;

  @Enumerated(EnumType.STRING)
  private MirrorDirection direction = MirrorDirection.UPSTREAM;

  @Column(name = "push_url")
  private String pushUrl;

  /** Host of the push URL, with the port unless it is the scheme's own; null if there is none. */
  @Column(name = "push_host")
  private String pushHost;

  @Column(name = "push_credential_id")
  @Convert(converter = OptionalIdColumn.class)
  private UUID pushCredentialId;

  @Column(name = "change_policy")
  @Enumerated(EnumType.STRING)
  private ChangePolicy changePolicy = ChangePolicy.FOLLOW;

  /** Globs of refs that are mirrored, one a line; null for everything. */
  @Column(name = "ref_include")
  private String refInclude;

  /** Globs of refs that are not mirrored, one a line; null for nothing. */
  @Column(name = "ref_exclude")
  private String refExclude;

  /** Changes that wait for a decision. */
  @Column(name = "held_changes")
  private int heldChanges;

  /** Refs that differ from the upstream by the policy or by a decision. */
  @Column(name = "diverged_refs")
  private int divergedRefs;

  /** Names that the upstream has and that cannot be mirrored. */
  @Column(name = "left_out_refs")
  private int leftOutRefs;

  /** The first of them, one a line; null if none. */
  @Column(name = "left_out")
  private String leftOut;

  /** Most bytes on disk; null for the installation's limit. */
  @Column(name = "size_limit_bytes")
  private Long sizeLimitBytes;

  @Column(name = "consecutive_failures")
  private int consecutiveFailures;

  @Column(name = "failure_kind")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind failureKind;

  @Column(name = "failure_message")
  private String failureMessage;

  /** SHA-256 over the mirrored refs when they were last equal to the upstream. */
  private String digest;

  @Column(name = "size_bytes")
  private long sizeBytes;

  @Column(name = "ref_count")
  private int refCount;

  /** Ref that HEAD names. */
  private String head;

  /** Where the upstream has moved for good; null if it has not. */
  @Column(name = "proposed_url")
  private String proposedUrl;

  @Column(name = "next_sync_code")
  @Enumerated(EnumType.STRING)
  private NextReason.Code nextSyncCode = NextReason.Code.FIRST_SYNC;

  @Column(name = "next_sync_details")
  private String nextSyncDetails;

  /** Failures that the back-off counts. */
  @Column(name = "backed_off")
  private int backedOff;

  @Column(name = "refused_as")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind refusedAs;

  private int refusals;
  private boolean disabled;
  private boolean announced;

  /** When a sync last moved a ref. */
  @Column(name = "last_changed_at")
  private Instant lastChangedAt;

  @Embedded private PushState push = new PushState();

  protected MirrorPolicy() {}

  public MirrorPolicy(UUID repositoryId) {
    this.repositoryId = repositoryId;
  }

  public UUID repositoryId() {
    return repositoryId;
  }

  Duration interval(Duration installation) {
    return syncIntervalSeconds == null ? installation : Duration.ofSeconds(syncIntervalSeconds);
  }

  /** How it is to be kept. */
  public MirrorSettings settings() {
    return new MirrorSettings(
        syncIntervalSeconds == null ? null : Duration.ofSeconds(syncIntervalSeconds).toString(),
        cron,
        timeZone,
        adaptive,
        direction,
        pushUrl,
        pushCredentialId,
        new RefSelection(lines(refInclude), lines(refExclude)),
        changePolicy,
        sizeLimitBytes);
  }

  /** Takes in how it is to be kept; the settings have been checked. */
  public void keepAs(MirrorSettings settings) {
    syncIntervalSeconds =
        settings.syncInterval() == null
            ? null
            : Long.valueOf(Duration.parse(settings.syncInterval()).toSeconds());
    cron = settings.cron();
    timeZone = settings.timeZone();
    adaptive = settings.adaptive();
    if (!settings().pushesAs(settings)) {
      push = new PushState();
    }
    direction = settings.direction();
    pushUrl = settings.pushUrl();
    pushHost = pushUrl == null ? null : UpstreamUrl.ofKnown(pushUrl).hostAndPort();
    pushCredentialId = settings.pushCredentialId();
    refInclude = joined(settings.refs().include());
    refExclude = joined(settings.refs().exclude());
    changePolicy = settings.changePolicy();
    sizeLimitBytes = settings.sizeLimitBytes();
  }

  private static List<String> lines(String joined) {
    return joined == null ? List.of() : joined.lines().toList();
  }

  private static String joined(List<String> lines) {
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  /** Forgets what it knew of another upstream. */
  void changeUpstream() {
    stand(standing().woken());
    consecutiveFailures = 0;
    failureKind = null;
    failureMessage = null;
    digest = null;
    refCount = 0;
    head = null;
    heldChanges = 0;
    divergedRefs = 0;
    leaveOut(List.of());
    lastChangedAt = null;
    proposedUrl = null;
  }

  /**
   * Takes in where the upstream has moved; null if it has not.
   *
   * @return whether that is new
   */
  public boolean propose(String url) {
    boolean news = !Objects.equals(url, proposedUrl);
    proposedUrl = url;
    return news;
  }

  /** Takes in a run that came to its end, and plans the next. */
  public NextSync equal(SyncOutcome outcome, Instant now, Duration installation) {
    stand(Standing.GOOD);
    failureKind = null;
    failureMessage = null;
    take(outcome, now);
    return plan(NextSync.afterSuccess(repositoryId, now, schedule(installation, now)));
  }

  /** Takes in what a run left in the mirror, whatever else became of it. */
  public void take(SyncOutcome outcome, Instant now) {
    digest = outcome.digest();
    sizeBytes = outcome.sizeBytes();
    refCount = outcome.refCount();
    heldChanges = outcome.undecided();
    divergedRefs = outcome.heldBack().size() - heldChanges;
    leaveOut(outcome.leftOut());
    // A name that no column holds is not shown; the mirror itself has it.
    head = outcome.head() != null && outcome.head().length() > MAX_HEAD ? null : outcome.head();
    if (outcome.changed()) {
      lastChangedAt = now;
    }
  }

  private void leaveOut(List<String> names) {
    leftOutRefs = names.size();
    StringBuilder shown = new StringBuilder();
    for (String name : names) {
      if (shown.length() + name.length() >= MAX_LEFT_OUT) {
        break;
      }
      shown.append(shown.isEmpty() ? "" : "\n").append(name);
    }
    leftOut = shown.isEmpty() ? null : shown.toString();
  }

  /** Whether any change of the upstream was held back, or is to be. */
  public boolean holdsBack() {
    return heldChanges > 0 || divergedRefs > 0;
  }

  /** Takes in that a ref was set back by hand, so that it differs from the upstream from now on. */
  public void setBack() {
    divergedRefs++;
  }

  public int heldChanges() {
    return heldChanges;
  }

  int divergedRefs() {
    return divergedRefs;
  }

  int leftOutRefs() {
    return leftOutRefs;
  }

  /** The first of the names that cannot be mirrored. */
  List<String> leftOut() {
    return lines(leftOut);
  }

  /**
   * Takes in a run that failed, and plans the next.
   *
   * @param asked whether somebody had asked for the run
   * @param hostWait how long the host is left in peace if it asked for that; else null
   */
  public NextSync failed(
      SyncFailure failure, boolean asked, Duration hostWait, Instant now, Duration installation) {
    SyncFailureKind kind = failure.kind();
    FailureRule rule = FailureRule.of(kind);
    stand(standing().failed(kind, asked));
    failureKind = kind;
    failureMessage = shortened(failure.getMessage());
    if (disabled) {
      return plan(
          NextSync.never(
              NextReason.of(NextReason.Code.DISABLED, "kind", refusedAs)
                  .with("failures", refusals)));
    }
    if (rule.retry() == FailureRule.Retry.BY_PERSON) {
      return plan(
          NextSync.never(
              kind == SyncFailureKind.HOST_KEY
                  ? NextReason.of(NextReason.Code.AWAITS_HOST_KEY)
                  : NextReason.of(NextReason.Code.NEEDS_PERSON, "kind", kind)));
    }
    if (failure.retryAfter().isPresent()) {
      return plan(NextSync.asAsked(now, failure.retryAfter().get()));
    }
    if (hostWait != null) {
      return plan(NextSync.asBefits(now, hostWait));
    }
    return plan(backOff(now, installation));
  }

  /** Plans by the schedule as it is now, also while the mirror fails. */
  NextSync replan(Instant from, Duration installation) {
    return plan(
        backedOff == 0
            ? NextSync.afterSuccess(repositoryId, from, schedule(installation, from))
            : backOff(from, installation));
  }

  private NextSync backOff(Instant from, Duration installation) {
    return NextSync.afterFailure(
        repositoryId, from, schedule(installation, from), Math.max(1, backedOff));
  }

  /** A message as long as its column at most. */
  public static String shortened(String message) {
    return message != null && message.length() > MAX_MESSAGE
        ? message.substring(0, MAX_MESSAGE)
        : message;
  }

  /**
   * Takes in what a run pushed on; nothing of a push to a URL that is not the present one.
   *
   * @return whether pushing began to fail, or to work again
   */
  public boolean pushed(PushRun run, Instant now, Duration installation) {
    if (!run.isOne() || !run.url().equals(pushUrl)) {
      return false;
    }
    boolean failing = push.isFailing();
    push =
        run.failed().isPresent()
            ? push.after(run.failure(), run.began(), now, interval(installation))
            : push.after(run.outcome(), run.began());
    return failing != push.isFailing();
  }

  /** How pushing on stands. */
  public PushState push() {
    return push;
  }

  /** Takes in that somebody has changed what it is pushed with. */
  public void wakePush() {
    push = push.woken();
  }

  /** Host that it is pushed to, as host keys name it; null if none. */
  public String pushHost() {
    return pushHost;
  }

  /** How pushing on stands, for people; null if the mirror is not pushed on. */
  PushView pushView() {
    return direction.pushes() ? push.toView(pushUrl) : null;
  }

  /** Takes in that a person stopped a run, and plans the next as if it had been done. */
  public NextSync cancelled(Instant now, Duration installation) {
    return timed()
        ? plan(NextSync.afterStop(repositoryId, now, schedule(installation, now)))
        : NextSync.never(nextReason(installation));
  }

  /** Takes a failure back that was its host's. */
  public void forgive() {
    stand(standing().forgiven());
  }

  /** Takes in that somebody has changed what it is synced with. */
  public void wake() {
    stand(standing().woken());
  }

  public NextSync plan(NextSync next) {
    nextSyncCode = next.reason().code();
    nextSyncDetails = next.reason().written();
    return next;
  }

  private NextSync.Schedule schedule(Duration installation, Instant now) {
    return NextSync.Schedule.of(settings(), installation, lastChangedAt, now);
  }

  /** How it stands with its upstream. */
  public Standing standing() {
    return new Standing(consecutiveFailures, backedOff, refusedAs, refusals, disabled, announced);
  }

  private void stand(Standing now) {
    consecutiveFailures = now.failures();
    backedOff = now.backedOff();
    refusedAs = now.refusedAs();
    refusals = now.refusals();
    disabled = now.disabled();
    announced = now.announced();
  }

  /** Whether the timer comes back to it by itself. */
  public boolean timed() {
    return switch (nextSyncCode) {
      case DISABLED, NEEDS_PERSON, AWAITS_HOST_KEY -> false;
      default -> true;
    };
  }

  /**
   * Why the next sync is when it is.
   *
   * @param installation interval of mirrors that name none; it may have changed since it was
   *     planned
   */
  NextReason nextReason(Duration installation) {
    NextReason planned = NextReason.read(nextSyncCode, nextSyncDetails);
    boolean standard = nextSyncCode == NextReason.Code.INTERVAL && syncIntervalSeconds == null;
    return standard ? planned.with("interval", installation) : planned;
  }

  /** Syncs in a row that failed. */
  public int consecutiveFailures() {
    return consecutiveFailures;
  }

  public FailureView failure() {
    return push.isWhy(failureMessage)
        ? FailureView.ofPush(failureKind, failureMessage)
        : FailureView.of(failureKind, failureMessage, disabled);
  }

  public String failureMessage() {
    return failureMessage;
  }

  String digest() {
    return digest;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  int refCount() {
    return refCount;
  }

  String head() {
    return head;
  }

  String proposedUrl() {
    return proposedUrl;
  }
}
