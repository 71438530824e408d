package org.sluice.mirror.sync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncOutcome;
import org.sluice.git.refs.RefChange;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.MirrorStore;
import org.sluice.mirror.OnlyMirrors;
import org.sluice.mirror.held.HeldChanges;
import org.sluice.mirror.history.SyncRun;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.plan.NextSync;
import org.sluice.mirror.plan.Standing;
import org.sluice.mirror.push.PushRun;
import org.sluice.mirror.push.PushState;
import org.sluice.platform.Notice;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.hostkey.HostKeyService;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.status.MirrorStatus;

/** Writes begin and end of a sync, each in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MirrorRecord {

  private static final int MAX_BRANCH = 512;

  @Inject private MirrorStore store;
  @Inject private RegistryService registry;
  @Inject private MirrorColumns mirrorColumns;
  @Inject private HeldChanges held;
  @Inject private Settings settings;
  @Inject private HostKeyService hostKeys;
  @Inject private CredentialService credentials;
  @Inject private Event<Notice> notices;
  @Inject private Turns turns;

  /**
   * Marks the mirror as syncing.
   *
   * @return false if the repository is gone
   */
  public boolean begin(ItemRun run, Instant now) {
    return mirrorColumns.markSyncing(run.subjectId(), run.jobId(), now);
  }

  /** What a run needs to know of its mirror; the default if it has no policy any more. */
  public SyncOrder order(UUID repositoryId) {
    Optional<MirrorPolicy> policy = store.policy(repositoryId);
    return new SyncOrder(
        policy.map(MirrorPolicy::settings).orElse(MirrorSettings.DEFAULT),
        policy.filter(MirrorPolicy::holdsBack).isPresent()
            ? held.verdicts(repositoryId)
            : Map.of());
  }

  /** How pushing on stands; as if it never began if there is no policy any more. */
  public PushState pushState(UUID repositoryId) {
    return store.policy(repositoryId).map(MirrorPolicy::push).orElseGet(PushState::new);
  }

  /**
   * Records, before it is done, that a ref is set back to an earlier tip: no sync is to take what
   * the upstream has now. Whoever calls has the mirror's lock.
   *
   * @param change from the earlier tip to what the upstream has
   * @throws DomainException NOT_FOUND if the repository is no mirror any more; CONFLICT ({@code
   *     already-syncing}) if a sync has begun, whose end would write over this
   */
  public void setBack(UUID repositoryId, RefChange change, String by) {
    Optional<RepositoryRecord> locked = registry.lock(repositoryId);
    MirrorPolicy policy =
        locked
            .flatMap(there -> store.policy(repositoryId))
            .orElseThrow(() -> DomainException.notFound("mirror"));
    OnlyMirrors.requireIdle(locked.get());
    held.reject(repositoryId, change, by, Instant.now());
    policy.setBack();
  }

  /**
   * Records a run that came to its end: the mirror is equal to the upstream that was asked, but for
   * what was held back.
   *
   * @param asked what the run went out with; if somebody has entered another upstream meanwhile,
   *     the mirror is not called equal but is due at once, as it is under other rules
   * @param pushed what it pushed on; whether that failed makes the mirror no less equal
   * @return false if the repository is gone
   */
  public boolean equal(
      ItemRun run, Asked asked, Instant began, SyncOutcome outcome, PushRun pushed) {
    UUID id = run.subjectId();
    // The row of the repository is locked first, as every edit does, and all else is read after.
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isEmpty() || found.isEmpty()) {
      return false;
    }
    if (asked.elsewhere(locked.get())) {
      mirrorColumns.reschedule(id, Instant.now());
      mirrorColumns.release(id, run.jobId());
      return true;
    }
    Instant now = Instant.now();
    MirrorPolicy policy = found.get();
    hold(policy, outcome, now);
    propose(policy, locked.get(), outcome.movedTo());
    boolean heldBefore = policy.heldChanges() > 0;
    Standing before = policy.standing();
    NextSync next = policy.equal(outcome, now, settings.mirrorSyncInterval());
    turns.announce(locked.get(), policy, before);
    if (policy.heldChanges() > 0) {
      if (!heldBefore) {
        announceHeld(policy, locked.get());
      }
      mirrorColumns.settleHeld(id, next.at(), branch(outcome.head()));
    } else {
      mirrorColumns.settleEqual(id, began, next.at(), branch(outcome.head()));
    }
    takeIn(pushed, policy, locked.get(), began, now)
        .ifPresent(
            mended -> mirrorColumns.reschedule(id, policy.plan(NextSync.now(now, mended)).at()));
    dueIfEdited(asked, locked.get(), policy, false, pushed.failed().isPresent(), now)
        .ifPresent(due -> mirrorColumns.reschedule(id, due.at()));
    if (!folded(run, began, now, outcome, pushed)) {
      store.insert(SyncRun.equal(run, began, now, outcome).pushed(pushed));
    }
    return true;
  }

  /**
   * Plans the next run for now if what this one went out with was changed in a way that asks so.
   */
  private static Optional<NextSync> dueIfEdited(
      Asked asked,
      RepositoryRecord repository,
      MirrorPolicy policy,
      boolean failed,
      boolean pushFailed,
      Instant now) {
    Optional<NextReason.Code> why = asked.edited(repository, policy, failed, pushFailed);
    if (why.isPresent() && why.get() != NextReason.Code.NEW_RULES) {
      policy.wake();
      if (pushFailed) {
        policy.wakePush();
      }
    }
    return why.map(code -> policy.plan(NextSync.now(now, code)));
  }

  private void hold(MirrorPolicy policy, SyncOutcome outcome, Instant now) {
    if (policy.holdsBack() || !outcome.heldBack().isEmpty()) {
      held.replace(policy.repositoryId(), outcome.heldBack(), now);
    }
  }

  private void announceHeld(MirrorPolicy policy, RepositoryRecord repository) {
    String name = repository.fullName();
    int waiting = policy.heldChanges();
    notices.fire(
        Notice.warning(
                "mirror-held",
                name,
                (waiting == 1 ? "A change" : waiting + " changes")
                    + " of the upstream would lose refs of "
                    + name
                    + " and wait for a decision.")
            .in(repository.namespaceId())
            .at("/repositories/" + name + "/held-changes"));
  }

  /** Keeps where the upstream has moved, if it is somewhere that could be followed. */
  private void propose(MirrorPolicy policy, RepositoryRecord repository, String movedTo) {
    String proposed = null;
    if (movedTo != null) {
      try {
        proposed = UpstreamUrl.parse("cloneUrl", movedTo, settings.transports()).text();
      } catch (DomainException unfit) {
        // It could not be entered either.
      }
    }
    if (policy.propose(proposed) && proposed != null) {
      notices.fire(
          Notice.info(
                  "upstream-moved",
                  repository.fullName(),
                  "The upstream has moved for good to " + proposed + ".")
              .in(repository.namespaceId())
              .at("/repositories/" + repository.fullName()));
    }
  }

  /** Mirrors that push with a credential, in the order of their ids after the given one. */
  public List<UUID> mirrorsPushingWith(UUID credential, UUID after, int most) {
    return store.pushingWith(credential, after, most);
  }

  /** Mirrors that are pushed to a host, in the order of their ids after the given one. */
  public List<UUID> mirrorsPushingTo(String host, UUID after, int most) {
    return store.pushingTo(host, after, most);
  }

  /**
   * Lets those of the mirrors be pushed again whose push failed for a reason that is gone; those
   * that fail for nothing else are due.
   */
  public void wakePushes(Collection<UUID> ids, SyncFailureKind failure, NextReason.Code reason) {
    // A run that ends now has read what it writes back, all columns of it on some providers.
    registry.lock(ids);
    List<UUID> waiting = store.pushFailedFor(ids, failure);
    List<UUID> due = store.failedForPush(waiting);
    if (!due.isEmpty()) {
      mirrorColumns.wake(due, Instant.now());
      store.wake(due, reason);
    }
    if (!waiting.isEmpty()) {
      store.wakePushes(waiting);
    }
  }

  /** Makes those of the mirrors due, and wakes them, that failed for a reason that is gone. */
  public void wake(Collection<UUID> ids, SyncFailureKind failure, NextReason.Code reason) {
    List<UUID> waiting = store.failedFor(ids, failure);
    if (!waiting.isEmpty()) {
      // Repositories first, as every other change locks them.
      mirrorColumns.wake(waiting, Instant.now());
      store.wake(waiting, reason);
    }
  }

  private boolean folded(
      ItemRun run, Instant began, Instant now, SyncOutcome outcome, PushRun pushed) {
    return !outcome.changed()
        && store
            .latestRun(run.subjectId())
            .filter(row -> row.pushedAs(pushed) && row.fold(run, began, now, outcome))
            .map(row -> row.pushed(pushed))
            .isPresent();
  }

  /**
   * Takes in what a run pushed on, and tells people if that is news.
   *
   * @return why the push, if it failed, can be tried again at once; empty if that is not so
   */
  private Optional<NextReason.Code> takeIn(
      PushRun pushed,
      MirrorPolicy policy,
      RepositoryRecord repository,
      Instant began,
      Instant now) {
    if (policy.pushed(pushed, now, settings.mirrorSyncInterval())) {
      String name = repository.fullName();
      Notice notice =
          pushed.failed().isPresent()
              ? Notice.error("push-failed", name, pushed.failure().getMessage())
              : Notice.info("push-recovered", name, name + " is pushed on again.");
      notices.fire(notice.in(repository.namespaceId()).at("/repositories/" + name));
    }
    MirrorSettings wanted = policy.settings();
    Optional<NextReason.Code> mended =
        pushed.isOne() && pushed.url().equals(wanted.pushUrl())
            ? pushed
                .failed()
                .flatMap(
                    failure -> mended(policy.pushHost(), wanted.pushCredentialId(), failure, began))
            : Optional.empty();
    if (mended.isPresent()) {
      policy.wakePush();
    }
    return mended;
  }

  /**
   * What a person has done, since a run began, about that for which it failed. Who did it found no
   * mirror that had failed yet.
   */
  private Optional<NextReason.Code> mended(
      String host, UUID credential, SyncFailure failure, Instant began) {
    return switch (failure.kind()) {
      case HOST_KEY ->
          hostKeys.isApprovedMeanwhile(host, failure.presentedKey().orElse(null))
              ? Optional.of(NextReason.Code.HOST_KEY_APPROVED)
              : Optional.empty();
      case AUTH ->
          credential != null && credentials.isChangedSince(credential, began)
              ? Optional.of(NextReason.Code.NEW_CREDENTIAL)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * Records a run that fetched but could not push on, where that is what the mirror is for.
   *
   * @param asked as for a run that left the mirror equal
   * @param pushed holds the failure
   * @return false if the repository is gone
   */
  public boolean pushFailed(
      ItemRun run, Asked asked, Instant began, SyncOutcome outcome, PushRun pushed) {
    UUID id = run.subjectId();
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isEmpty() || found.isEmpty()) {
      return false;
    }
    if (asked.elsewhere(locked.get())) {
      mirrorColumns.release(id, run.jobId());
      return true;
    }
    Instant now = Instant.now();
    SyncFailure failure = pushed.failure();
    MirrorPolicy policy = found.get();
    hold(policy, outcome, now);
    policy.take(outcome, now);
    Standing before = policy.standing();
    boolean byHand = run.trigger() != JobTrigger.SCHEDULE;
    NextSync next = policy.failed(failure, byHand, null, now, settings.mirrorSyncInterval());
    Optional<NextReason.Code> mended = takeIn(pushed, policy, locked.get(), began, now);
    if (mended.isPresent()) {
      policy.wake();
      next = policy.plan(NextSync.now(now, mended.get()));
    }
    next = dueIfEdited(asked, locked.get(), policy, true, true, now).orElse(next);
    if (policy.standing().disabled()) {
      turns.announce(locked.get(), policy, before);
    }
    mirrorColumns.settle(
        id, policy.standing().disabled() ? MirrorStatus.DISABLED : MirrorStatus.FAILED, next.at());
    store.insert(SyncRun.pushFailed(run, began, now, outcome, failure).pushed(pushed));
    return true;
  }

  /**
   * Records a run that failed; the mirror is as it was before.
   *
   * @param asked what the run went out with; a failure of an upstream that was replaced meanwhile
   *     says nothing, and one under a credential that was replaced is followed by another run at
   *     once
   * @param hostWait how long the host is left in peace if it asked for that; else null
   * @return false if the repository is gone
   */
  public boolean failed(
      ItemRun run, Asked asked, Instant began, SyncFailure failure, Duration hostWait) {
    UUID id = run.subjectId();
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isEmpty() || found.isEmpty()) {
      return false;
    }
    if (asked.elsewhere(locked.get())) {
      mirrorColumns.release(id, run.jobId());
      return true;
    }
    MirrorPolicy policy = found.get();
    Instant now = Instant.now();
    Standing before = policy.standing();
    boolean byHand = run.trigger() != JobTrigger.SCHEDULE;
    NextSync next = policy.failed(failure, byHand, hostWait, now, settings.mirrorSyncInterval());
    Optional<NextReason.Code> mended =
        mended(locked.get().host(), locked.get().credentialId(), failure, began);
    if (mended.isPresent()) {
      policy.wake();
      next = policy.plan(NextSync.now(now, mended.get()));
    }
    next = dueIfEdited(asked, locked.get(), policy, true, false, now).orElse(next);
    turns.announce(locked.get(), policy, before);
    mirrorColumns.settle(
        id, policy.standing().disabled() ? MirrorStatus.DISABLED : MirrorStatus.FAILED, next.at());
    store.insert(SyncRun.failed(run, began, now, failure.kind(), policy.failureMessage()));
    return true;
  }

  /**
   * Records a run whose host does not answer: that is no failure of the mirror, which is due as
   * soon as the host is back.
   */
  public void waits(ItemRun run, Asked asked, Instant began, SyncFailure failure) {
    UUID id = run.subjectId();
    Optional<RepositoryRecord> locked = registry.lock(id);
    if (locked.isEmpty() || store.policy(id).isEmpty()) {
      return;
    }
    Instant now = Instant.now();
    if (!asked.elsewhere(locked.get())) {
      if (store.policy(id).get().timed()) {
        mirrorColumns.reschedule(id, now);
      }
      // Probes by the timer would fill the history; the host tells of them.
      if (run.trigger() != JobTrigger.SCHEDULE) {
        store.insert(SyncRun.failed(run, began, now, failure.kind(), failure.getMessage()));
      }
    }
    mirrorColumns.release(id, run.jobId());
  }

  /** Takes a failure of a mirror back, since its host turned out not to answer anybody. */
  public void forgive(UUID id) {
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isPresent() && found.isPresent() && locked.get().mirrorEnabled()) {
      found.get().forgive();
      if (found.get().timed()) {
        mirrorColumns.reschedule(id, Instant.now());
      }
    }
  }

  /**
   * Records a run that somebody stopped: the mirror is what it was, and waits for its next turn,
   * unless it is to follow other rules by now.
   */
  public void cancelled(ItemRun run, Asked asked, Instant began) {
    UUID id = run.subjectId();
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = locked.flatMap(there -> store.policy(id));
    if (found.isPresent()) {
      Instant now = Instant.now();
      store.insert(SyncRun.cancelled(run, began, now));
      MirrorPolicy policy = found.get();
      boolean failed = policy.consecutiveFailures() > 0;
      boolean pushFailed = policy.push().isCutShort();
      NextSync next = policy.cancelled(now, settings.mirrorSyncInterval());
      mirrorColumns.reschedule(
          id, dueIfEdited(asked, locked.get(), policy, failed, pushFailed, now).orElse(next).at());
      mirrorColumns.release(id, run.jobId());
    }
  }

  private static String branch(String head) {
    return head == null || !head.startsWith("refs/heads/") || head.length() > MAX_BRANCH
        ? null
        : head.substring("refs/heads/".length());
  }
}
