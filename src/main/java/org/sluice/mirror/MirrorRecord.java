package org.sluice.mirror;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncOutcome;
import org.sluice.job.ItemRun;
import org.sluice.platform.Settings;
import org.sluice.registry.MirrorStatus;
import org.sluice.registry.RegistryService;

/** Writes begin and end of a sync, each in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MirrorRecord {

  @Inject private MirrorStore store;
  @Inject private RegistryService registry;
  @Inject private Settings settings;

  /**
   * Marks the mirror as syncing.
   *
   * @return false if the repository is gone
   */
  public boolean begin(ItemRun run, Instant now) {
    return registry.markSyncing(run.subjectId(), run.jobId(), now);
  }

  /**
   * Records a run that left the mirror equal to its upstream.
   *
   * @return false if the repository is gone
   */
  public boolean equal(ItemRun run, Instant began, SyncOutcome outcome) {
    UUID id = run.subjectId();
    Optional<MirrorPolicy> found = store.policy(id);
    if (found.isEmpty()) {
      return false;
    }
    Instant now = Instant.now();
    NextSync next = found.get().equal(outcome, now, settings.mirrorSyncInterval());
    boolean there = registry.settleEqual(id, began, next.at(), branch(outcome.head()));
    if (there && !folded(run, began, now, outcome)) {
      store.insert(SyncRun.equal(run, began, now, outcome));
    }
    return there;
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
   * @return false if the repository is gone
   */
  public boolean failed(ItemRun run, Instant began, SyncFailure failure) {
    UUID id = run.subjectId();
    Optional<MirrorPolicy> found = store.policy(id);
    if (found.isEmpty()) {
      return false;
    }
    MirrorPolicy policy = found.get();
    Instant now = Instant.now();
    NextSync next = policy.failed(failure, now, settings.mirrorSyncInterval());
    boolean there = registry.settle(id, MirrorStatus.FAILED, next.at());
    if (there) {
      store.insert(SyncRun.failed(run, began, now, failure.kind(), policy.failureMessage()));
    }
    return there;
  }

  /** Records a run that somebody stopped: the mirror is what it was, and so is its next time. */
  public void cancelled(ItemRun run, Instant began) {
    if (registry.find(run.subjectId()).isPresent()) {
      store.insert(SyncRun.cancelled(run, began, Instant.now()));
    }
    registry.release(run.subjectId(), run.jobId());
  }

  private static String branch(String head) {
    return head == null || !head.startsWith("refs/heads/")
        ? null
        : head.substring("refs/heads/".length());
  }
}
