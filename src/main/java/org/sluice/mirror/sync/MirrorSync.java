package org.sluice.mirror.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Logger;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncLimits;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncRequest;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorSynced;
import org.sluice.mirror.SyncEnded;
import org.sluice.mirror.care.SelfRepair;
import org.sluice.mirror.plan.Attempts;
import org.sluice.mirror.plan.FailureRule;
import org.sluice.mirror.plan.NextPlan;
import org.sluice.mirror.push.PushRun;
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.MirrorColumns;

/** The work of sync jobs: brings one mirror level with its upstream and records what came out. */
@ApplicationScoped
public class MirrorSync implements JobWork {

  private static final Logger LOG = Logger.getLogger(MirrorSync.class.getName());

  @Inject private RegistryService registry;
  @Inject private MirrorColumns columns;
  @Inject private MirrorRecord record;
  @Inject private MirrorAccess access;
  @Inject private SelfRepair selfRepair;
  @Inject private MirrorPush push;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;
  @Inject private SyncMetrics metrics;
  @Inject private Event<MirrorSynced> announcements;
  @Inject private Event<SyncEnded> ends;
  @Inject private HostWatch hosts;

  @Override
  public JobKind kind() {
    return JobKind.SYNC;
  }

  @Override
  public void enqueued(UUID jobId, Collection<UUID> repositoryIds) {
    columns.markQueued(repositoryIds, jobId);
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Optional<RepositoryRecord> found = registry.find(item.subjectId());
    if (found.isEmpty()) {
      return ItemOutcome.skipped("the repository was deleted meanwhile");
    }
    RepositoryRecord repository = found.get();
    Instant began = Instant.now();
    if (!repository.mirrorEnabled()) {
      columns.release(repository.id(), item.jobId());
      return ended(
          item, began, null, ItemOutcome.skipped("the repository is not mirrored any more"));
    }
    Optional<HostWatch.Hold> hold = hosts.hold(repository.host(), began);
    if (item.bulk() && hold.isPresent() && !isProbe(repository, hold.get(), began)) {
      columns.release(repository.id(), item.jobId());
      String words = NextPlan.waiting(repository.host(), hold.get()).words();
      return ended(item, began, null, ItemOutcome.skipped(words));
    }
    if (!record.begin(item, began)) {
      hosts.notProbed(repository.host(), repository.id());
      return ItemOutcome.skipped("the repository was deleted meanwhile");
    }
    boolean settled = false;
    try {
      ItemOutcome outcome = sync(item, repository, began);
      settled = true;
      return outcome;
    } finally {
      if (!settled) {
        settleUnrecorded(item, repository, began);
      }
    }
  }

  /**
   * A single request goes through as a probe; of many, only the one that was sent out does, or the
   * first that comes when one is due.
   */
  private boolean isProbe(RepositoryRecord repository, HostWatch.Hold hold, Instant now) {
    return repository.id().equals(hold.probe())
        || hold.unreachable() && hosts.probes(repository.host(), repository.id(), now);
  }

  /** Tells who listens how the run ended. */
  private ItemOutcome ended(ItemRun item, Instant began, SyncOutcome fetched, ItemOutcome outcome) {
    tell(
        item.subjectId(),
        () -> ends.fire(new SyncEnded(item.subjectId(), item.jobId(), began, fetched, outcome)));
    return outcome;
  }

  /** The outcome could not be written; without a plan the timer would try again at every tick. */
  private void settleUnrecorded(ItemRun item, RepositoryRecord repository, Instant began) {
    try {
      record.failed(
          item,
          new Asked(repository, null),
          began,
          new SyncFailure(
              SyncFailureKind.INTERNAL, "What came out of the sync could not be recorded.", null),
          null);
    } finally {
      columns.release(repository.id(), item.jobId());
    }
  }

  /**
   * The sync that is to be run for a repository now, with its rules and limits.
   *
   * @param deadline total time of a sync that is not the first
   * @param firstDeadline total time of a first clone
   * @throws SyncFailure if what lets it in is not to be had
   */
  public SyncRequest request(RepositoryRecord repository, Duration deadline, Duration firstDeadline)
      throws SyncFailure {
    return request(repository, record.order(repository.id()), deadline, firstDeadline);
  }

  private SyncRequest request(
      RepositoryRecord repository, SyncOrder order, Duration deadline, Duration firstDeadline)
      throws SyncFailure {
    return new SyncRequest(
        folders.of(repository.id()),
        repository.cloneUrl(),
        access.upstream(repository),
        order.settings().rules(order.verdicts()),
        new SyncLimits(
            settings.mirrorIdleTimeout(),
            deadline,
            firstDeadline,
            Math.min(order.settings().sizeLimit(), settings.mirrorSizeLimit()),
            settings.mirrorObjectLimit()));
  }

  private SyncRequest request(RepositoryRecord repository, SyncOrder order) throws SyncFailure {
    return request(repository, order, settings.mirrorDeadline(), settings.mirrorFirstDeadline());
  }

  private ItemOutcome sync(ItemRun item, RepositoryRecord repository, Instant began) {
    SyncOrder order = record.order(repository.id());
    Asked asked = new Asked(repository, order.settings());
    SyncRequest request;
    try {
      request = request(repository, order);
    } catch (SyncFailure notLetIn) {
      hosts.notProbed(repository.host(), repository.id());
      return failed(item, asked, began, notLetIn, FailureRule.Reach.UNTOLD);
    }
    try {
      boolean probe = hosts.hold(repository.host(), began).isPresent();
      SyncOutcome outcome =
          new Attempts(
                  probe ? List.of() : settings.mirrorRetryDelays(),
                  request.limits(),
                  repository.lastSyncedAt() == null,
                  "",
                  System::nanoTime,
                  Math::random)
              .run(item, limits -> attempt(item, repository, order, request.within(limits)));
      hosts.answered(repository.host());
      PushRun pushed = push.afterFetch(item, repository, order.settings());
      if (pushed.failed().isPresent()) {
        return pushFailed(item, asked, began, outcome, pushed);
      }
      return equal(item, asked, began, outcome, pushed);
    } catch (SyncFailure failure) {
      return failed(item, asked, began, failure);
    }
  }

  private ItemOutcome equal(
      ItemRun item, Asked asked, Instant began, SyncOutcome outcome, PushRun pushed) {
    RepositoryRecord repository = asked.repository();
    metrics.ended(outcome.changed() ? "changed" : "no_op", began);
    if (!record.equal(item, asked, began, outcome, pushed)) {
      return deletedMeanwhile(repository);
    }
    if (outcome.changed()) {
      announce(new MirrorSynced(repository.id(), outcome.taken()));
    }
    String result = words(outcome) + words(pushed);
    LOG.fine(() -> "job=" + item.jobId() + " repository=" + repository.fullName() + " " + result);
    boolean eventful = outcome.changed() || pushed.moved() > 0 || pushed.failed().isPresent();
    return ended(
        item,
        began,
        outcome,
        eventful ? ItemOutcome.succeeded(result) : ItemOutcome.uneventful(result));
  }

  /** Fetched but not pushed on: that fails the run if it is what the mirror is for. */
  private ItemOutcome pushFailed(
      ItemRun item, Asked asked, Instant began, SyncOutcome outcome, PushRun pushed) {
    RepositoryRecord repository = asked.repository();
    Cancellation.Cause stopped = item.cancellation().cause();
    boolean purpose = asked.settings().direction() == MirrorDirection.DOWNSTREAM;
    if (stopped == Cancellation.Cause.SHUTDOWN || stopped != null && purpose) {
      return failed(item, asked, began, pushed.failure());
    }
    if (stopped != null) {
      equal(item, asked, began, outcome, PushRun.NONE);
      return ItemOutcome.cancelled();
    }
    log(item, repository, pushed.failure());
    if (!purpose) {
      return equal(item, asked, began, outcome, pushed);
    }
    metrics.ended("failed", began);
    if (!record.pushFailed(item, asked, began, outcome, pushed)) {
      return deletedMeanwhile(repository);
    }
    if (outcome.changed()) {
      announce(new MirrorSynced(repository.id(), outcome.taken()));
    }
    return ended(item, began, outcome, failure(pushed.failure()));
  }

  private static ItemOutcome failure(SyncFailure failure) {
    return ItemOutcome.failed(failure.kind().name(), failure.getMessage());
  }

  /** Tells who listens; what they make of it is no part of the sync. */
  public void announce(MirrorSynced synced) {
    tell(synced.repositoryId(), () -> announcements.fire(synced));
  }

  private static void tell(UUID repositoryId, Runnable listeners) {
    try {
      listeners.run();
    } catch (RuntimeException failed) {
      LOG.log(
          java.util.logging.Level.WARNING,
          failed,
          () -> "repository=" + repositoryId + " a listener failed");
    }
  }

  private SyncOutcome attempt(
      ItemRun item, RepositoryRecord repository, SyncOrder order, SyncRequest request)
      throws SyncFailure {
    return access.meeting(
        repository.cloneUrl(),
        () -> selfRepair.sync(item, request),
        () -> selfRepair.sync(item, request(repository, order).within(request.limits())));
  }

  private ItemOutcome failed(ItemRun item, Asked asked, Instant began, SyncFailure failure) {
    return failed(item, asked, began, failure, FailureRule.of(failure.kind()).reach());
  }

  /**
   * Records a failure.
   *
   * @param reach what it says of the host; nothing if nobody was asked
   */
  private ItemOutcome failed(
      ItemRun item, Asked asked, Instant began, SyncFailure failure, FailureRule.Reach reach) {
    RepositoryRecord repository = asked.repository();
    if (item.cancellation().cause() == Cancellation.Cause.SHUTDOWN) {
      // The item runs again after the start; until then its job has the mirror.
      return ItemOutcome.cancelled();
    }
    if (item.cancellation().cause() == Cancellation.Cause.REQUESTED) {
      metrics.ended("cancelled", began);
      record.cancelled(item, asked, began);
      return ended(item, began, null, ItemOutcome.cancelled());
    }
    metrics.ended("failed", began);
    FailureRule rule = FailureRule.of(failure.kind());
    log(item, repository, failure);
    Duration hostWait = null;
    if (reach == FailureRule.Reach.UNREACHED) {
      HostWatch.Silence silence = hosts.unreached(repository.host(), repository.id(), failure);
      silence.forgiven().forEach(record::forgive);
      if (silence.waits()) {
        record.waits(item, asked, began, failure);
        return ended(item, began, null, failure(failure));
      }
    } else if (rule.retry() == FailureRule.Retry.WHEN_TOLD) {
      hostWait = hosts.askedToWait(repository.host(), failure.retryAfter().orElse(null));
    } else if (reach == FailureRule.Reach.ANSWERED) {
      hosts.answered(repository.host());
    }
    access.remember(repository.cloneUrl(), failure);
    if (!record.failed(item, asked, began, failure, hostWait)) {
      return deletedMeanwhile(repository);
    }
    return ended(item, began, null, failure(failure));
  }

  private static void log(ItemRun item, RepositoryRecord repository, SyncFailure failure) {
    LOG.log(
        FailureRule.of(failure.kind()).level(),
        () ->
            "job="
                + item.jobId()
                + " repository="
                + repository.fullName()
                + " kind="
                + failure.kind()
                + " "
                + failure.getMessage()
                + rootCause(failure));
    if (failure.kind() == SyncFailureKind.INTERNAL && failure.getCause() != null) {
      LOG.log(
          java.util.logging.Level.SEVERE,
          failure.getCause(),
          () -> "job=" + item.jobId() + " repository=" + repository.fullName());
    }
  }

  /** What lies at the bottom, by type only: its text may come from the upstream. */
  private static String rootCause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root == failure ? "" : " (" + root.getClass().getSimpleName() + ")";
  }

  private ItemOutcome deletedMeanwhile(RepositoryRecord repository) {
    folders.discard(repository.id());
    return ItemOutcome.skipped("the repository was deleted meanwhile");
  }

  private static String words(PushRun pushed) {
    if (pushed.failed().isPresent()) {
      return "; pushing on failed";
    }
    return pushed.moved() == 0
        ? ""
        : pushed.moved() == 1 ? "; 1 ref pushed on" : "; " + pushed.moved() + " refs pushed on";
  }

  private static String words(SyncOutcome outcome) {
    int held = outcome.undecided();
    int differing = outcome.heldBack().size() - held;
    return moved(outcome)
        + (held == 0 ? "" : ", " + held + (held == 1 ? " change waits" : " changes wait"))
        + (held == 0 ? "" : " for approval")
        + (differing == 0 ? "" : ", " + differing + " kept as before")
        + (outcome.leftOut().isEmpty() ? "" : ", " + outcome.leftOut().size() + " left out");
  }

  private static String moved(SyncOutcome outcome) {
    if (!outcome.changed()) {
      boolean empty = outcome.refCount() == 0 && outcome.heldBack().isEmpty();
      return empty
          ? "the upstream is empty"
          : outcome.heldBack().isEmpty() ? "equal already" : "nothing new";
    }
    int moved = outcome.refs().total();
    if (moved == 0) {
      return "default branch changed";
    }
    return moved == 1 ? "1 ref changed" : moved + " refs changed";
  }
}
