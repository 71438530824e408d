package org.sluice.mirror.care;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Logger;
import org.sluice.git.GitSync;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncMonitor;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncRequest;
import org.sluice.git.care.MirrorRepair;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;

/**
 * Syncs a mirror, and clones it again first if it turns out to be damaged: by itself once within a
 * day, at any time if a person asks for a sync. Damage that comes back at once is the disk's, and
 * people hear of it.
 */
@ApplicationScoped
public class SelfRepair {

  private static final Logger LOG = Logger.getLogger(SelfRepair.class.getName());

  @Inject private GitSync git;
  @Inject private MirrorRepair repair;
  @Inject private CareRecord record;

  /**
   * Runs one sync to its end, with a repair if need be.
   *
   * @throws SyncFailure as a sync fails, or the clone of a repair; CORRUPT_LOCAL if it was repaired
   *     less than a day ago
   */
  public SyncOutcome sync(ItemRun item, SyncRequest request) throws SyncFailure {
    SyncMonitor monitor = (phase, part, bytes) -> item.progress(phase.name(), part, bytes);
    try {
      return git.sync(request, monitor, item.cancellation());
    } catch (SyncFailure failure) {
      if (failure.kind() != SyncFailureKind.CORRUPT_LOCAL) {
        throw failure;
      }
      Instant began = Instant.now();
      if (item.trigger() != JobTrigger.MANUAL && !record.mayRepair(item.subjectId(), began)) {
        throw givenUp(item, failure);
      }
      item.attemptFailed(failure.kind().name(), failure.getMessage());
      if (repaired(item, request, monitor, failure)) {
        record.repaired(item, began, Instant.now());
      }
      return git.sync(request, monitor, item.cancellation());
    }
  }

  /** Whether there was something to repair. */
  private boolean repaired(
      ItemRun item, SyncRequest request, SyncMonitor monitor, SyncFailure damage)
      throws SyncFailure {
    LOG.warning(
        () ->
            "job="
                + item.jobId()
                + " repository="
                + item.subjectName()
                + " seems damaged: "
                + (damage.getCause() == null ? "" : damage.getCause().getMessage()));
    try {
      Optional<MirrorRepair.Repaired> repaired =
          repair.repair(request, monitor, item.cancellation());
      LOG.info(
          () ->
              "job="
                  + item.jobId()
                  + " repository="
                  + item.subjectName()
                  + repaired
                      .map(
                          done ->
                              " was cloned again, refs saved="
                                  + done.savedRefs()
                                  + " lost="
                                  + done.lostRefs())
                      .orElse(" is whole after all"));
      return repaired.isPresent();
    } catch (SyncFailure failed) {
      if (item.cancellation().isCancelled()) {
        throw failed;
      }
      throw failed.after("The mirror on disk is damaged, and could not be cloned again: ");
    }
  }

  private SyncFailure givenUp(ItemRun item, SyncFailure failure) {
    String text = "The mirror on disk is damaged again, within a day of its repair.";
    record.giveUp(item.subjectId(), text);
    return new SyncFailure(SyncFailureKind.CORRUPT_LOCAL, text, failure);
  }
}
