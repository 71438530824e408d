package org.sluice.pullrequest.refresh;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobStatus;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.status.RefreshColumns;

/** Takes back marks of refresh jobs that have ended, however they did. */
@ApplicationScoped
public class RefreshRecovery {

  @Inject private RefreshColumns columns;
  @Inject private JobService jobs;
  @Inject private Settings settings;

  void jobEnded(@Observes JobEnded ended) {
    if (ended.kind() == JobKind.REFRESH) {
      if (ended.status() == JobStatus.CANCELLED) {
        // What never had its turn waits for the next one, or the timer would undo the cancel.
        columns.postpone(ended.jobId(), Instant.now().plus(settings.refreshInterval()));
      }
      columns.release(ended.jobId());
    }
  }

  /** Takes back every mark whose job is not active. */
  public void takeBackMarks() {
    List<UUID> marking = columns.markingJobs();
    if (!marking.isEmpty()) {
      // Asked after the marks were read: a job that starts in between keeps its own.
      Set<UUID> active = jobs.activeJobs();
      marking.stream().filter(job -> !active.contains(job)).forEach(columns::release);
    }
  }
}
