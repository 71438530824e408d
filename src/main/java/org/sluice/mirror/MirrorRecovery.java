package org.sluice.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.git.MirrorFolders;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/**
 * Puts right what a job or a crash left behind: marks of jobs that are no longer active, folders
 * without a repository.
 */
@ApplicationScoped
public class MirrorRecovery {

  @Inject private RegistryService registry;
  @Inject private JobService jobs;
  @Inject private MirrorFolders folders;

  void jobEnded(@Observes JobEnded ended) {
    if (ended.kind() == JobKind.SYNC) {
      registry.releaseAll(ended.jobId());
    }
  }

  /** Takes back every mark whose job is not active: such a mirror is neither queued nor syncing. */
  public void takeBackMarks() {
    Set<UUID> active = jobs.activeJobs();
    for (UUID marking : registry.markingJobs()) {
      if (!active.contains(marking)) {
        registry.releaseAll(marking);
      }
    }
  }

  /** Deletes what a kill left of deleted mirrors, and folders whose repository is gone. */
  public void sweepFolders() {
    folders.sweep();
    folders.discardUnknown(
        ids -> registry.find(ids).stream().map(RepositoryRecord::id).collect(Collectors.toSet()));
  }
}
