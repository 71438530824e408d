package org.sluice.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobStatus;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.MirrorColumns;

/**
 * Puts right what a job or a crash left behind: marks of jobs that are no longer active, folders
 * without a repository.
 */
@ApplicationScoped
public class MirrorRecovery {

  private static final Logger LOG = Logger.getLogger(MirrorRecovery.class.getName());

  /** Mirrors that deletions may have left behind since yesterday. */
  private static final int MOST_UNKNOWN = 10;

  @Inject private RegistryService registry;
  @Inject private MirrorColumns columns;
  @Inject private JobService jobs;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;

  void jobEnded(@Observes JobEnded ended) {
    if (ended.kind() == JobKind.SYNC) {
      if (ended.status() == JobStatus.CANCELLED) {
        // What never had its turn waits for the next one, or the timer would undo the cancel.
        columns.postpone(ended.jobId(), Instant.now().plus(settings.mirrorSyncInterval()));
      }
      columns.releaseAll(ended.jobId());
    }
  }

  /** Takes back every mark whose job is not active: such a mirror is neither queued nor syncing. */
  public void takeBackMarks() {
    List<UUID> marking = columns.markingJobs();
    if (!marking.isEmpty()) {
      // Asked after the marks were read: a job that starts in between keeps its own.
      Set<UUID> active = jobs.activeJobs();
      marking.stream().filter(job -> !active.contains(job)).forEach(columns::releaseAll);
    }
  }

  /** Deletes what a kill left of deleted mirrors, and folders whose repository is gone. */
  public void sweepFolders() {
    folders.sweep();
    int unknown =
        folders.discardUnknown(
            ids ->
                registry.find(ids).stream().map(RepositoryRecord::id).collect(Collectors.toSet()),
            MOST_UNKNOWN);
    if (unknown > MOST_UNKNOWN) {
      LOG.warning(
          unknown + " mirrors on disk belong to no repository of this database; all are kept");
    }
  }
}
