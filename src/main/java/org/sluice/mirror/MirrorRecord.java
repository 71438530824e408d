package org.sluice.mirror;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.git.RefChange;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncOutcome;
import org.sluice.job.ItemRun;
import org.sluice.mirror.held.HeldChanges;
import org.sluice.platform.Settings;
import org.sluice.registry.MirrorStatus;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** Writes begin and end of a sync, each in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MirrorRecord {

  private static final int MAX_BRANCH = 512;

  @Inject private MirrorStore store;
  @Inject private RegistryService registry;
  @Inject private HeldChanges held;
  @Inject private Settings settings;

  /**
   * Marks the mirror as syncing.
   *
   * @return false if the repository is gone
   */
  public boolean begin(ItemRun run, Instant now) {
    return registry.markSyncing(run.subjectId(), run.jobId(), now);
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

  /**
   * Records, before it is done, that a ref is set back to an earlier tip: no sync is to take what
   * the upstream has now.
   *
   * @param change from the earlier tip to what the upstream has
   * @throws DomainException NOT_FOUND if the repository is no mirror any more
   */
  public void setBack(UUID repositoryId, RefChange change, String by) {
    MirrorPolicy policy =
        registry
            .lock(repositoryId)
            .flatMap(there -> store.policy(repositoryId))
            .orElseThrow(() -> DomainException.notFound("mirror"));
    held.reject(repositoryId, change, by, Instant.now());
    policy.setBack();
  }

  /**
   * Records a run that came to its end: the mirror is equal to the upstream that was asked, but for
   * what was held back.
   *
   * @param asked clone URL of that upstream; if somebody has entered another one meanwhile, the
   *     mirror is not called equal but is due at once
   * @return false if the repository is gone
   */
  public boolean equal(ItemRun run, String asked, Instant began, SyncOutcome outcome) {
    UUID id = run.subjectId();
    // The row of the repository is locked first, as every edit does, and all else is read after.
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isEmpty() || found.isEmpty()) {
      return false;
    }
    if (!locked.get().cloneUrl().equals(asked)) {
      registry.reschedule(id, Instant.now());
      registry.release(id, run.jobId());
      return true;
    }
    Instant now = Instant.now();
    MirrorPolicy policy = found.get();
    if (policy.holdsBack() || !outcome.heldBack().isEmpty()) {
      held.replace(id, outcome.heldBack(), now);
    }
    NextSync next = policy.equal(outcome, now, settings.mirrorSyncInterval());
    if (policy.heldChanges() > 0) {
      registry.settleHeld(id, next.at(), branch(outcome.head()));
    } else {
      registry.settleEqual(id, began, next.at(), branch(outcome.head()));
    }
    if (!folded(run, began, now, outcome)) {
      store.insert(SyncRun.equal(run, began, now, outcome));
    }
    return true;
  }

  private boolean folded(ItemRun run, Instant began, Instant now, SyncOutcome outcome) {
    return !outcome.changed()
        && store
            .latestRun(run.subjectId())
            .filter(row -> row.fold(run, began, now, outcome))
            .isPresent();
  }

  /**
   * Records a run that failed; the mirror is as it was before.
   *
   * @param asked clone URL of the upstream that was asked; a failure of one that was replaced
   *     meanwhile says nothing
   * @return false if the repository is gone
   */
  public boolean failed(ItemRun run, String asked, Instant began, SyncFailure failure) {
    UUID id = run.subjectId();
    Optional<RepositoryRecord> locked = registry.lock(id);
    Optional<MirrorPolicy> found = store.policy(id);
    if (locked.isEmpty() || found.isEmpty()) {
      return false;
    }
    if (!locked.get().cloneUrl().equals(asked)) {
      registry.release(id, run.jobId());
      return true;
    }
    MirrorPolicy policy = found.get();
    Instant now = Instant.now();
    NextSync next = policy.failed(failure, now, settings.mirrorSyncInterval());
    registry.settle(id, MirrorStatus.FAILED, next.at());
    store.insert(SyncRun.failed(run, began, now, failure.kind(), policy.failureMessage()));
    return true;
  }

  /**
   * Records a run that somebody stopped: the mirror is what it was, and waits for its next turn.
   */
  public void cancelled(ItemRun run, Instant began) {
    UUID id = run.subjectId();
    Optional<MirrorPolicy> found = registry.lock(id).flatMap(there -> store.policy(id));
    if (found.isPresent()) {
      Instant now = Instant.now();
      store.insert(SyncRun.cancelled(run, began, now));
      registry.reschedule(id, found.get().cancelled(now, settings.mirrorSyncInterval()).at());
      registry.release(id, run.jobId());
    }
  }

  private static String branch(String head) {
    return head == null || !head.startsWith("refs/heads/") || head.length() > MAX_BRANCH
        ? null
        : head.substring("refs/heads/".length());
  }
}
