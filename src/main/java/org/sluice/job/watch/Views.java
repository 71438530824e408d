package org.sluice.job.watch;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.sluice.job.ItemView;
import org.sluice.job.JobCounts;
import org.sluice.job.JobStatus;
import org.sluice.job.JobView;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.rest.RestApplication;

/** Shows jobs and items as people see them. */
public final class Views {

  private Views() {}

  /** The view of a job of which nothing live is known. */
  public static JobView of(Job job) {
    return of(job, List.of(), job.counters(), null);
  }

  /**
   * The view of a job that may be running.
   *
   * @param current items that run now
   * @param counters the job's, with those of items that run
   * @param estimate when it may end; null if that cannot be told
   */
  public static JobView of(
      Job job, List<JobView.Current> current, Map<String, Long> counters, Instant estimate) {
    JobCounts counts = job.counts();
    return new JobView(
        job.id(),
        job.id(),
        job.kind(),
        job.status(),
        job.trigger(),
        job.requestedBy(),
        job.parentId(),
        job.selection(),
        counts.total(),
        counts.pending(),
        counts.running(),
        counts.succeeded(),
        counts.failed(),
        counts.skipped(),
        counts.cancelled(),
        counts.completed(),
        counts.percent(),
        message(job, current),
        failure(job.failureKind(), job.failureDetail()),
        List.copyOf(current),
        counters,
        job.createdAt(),
        job.startedAt(),
        job.completedAt(),
        estimate,
        links(job));
  }

  private static String message(Job job, List<JobView.Current> current) {
    return switch (job.status()) {
      case QUEUED -> "Waiting for a free slot";
      case PAUSED -> "Paused";
      case CANCELLING -> "Cancelling";
      case RUNNING ->
          current.isEmpty()
              ? job.kind().verb()
              : job.kind().verb() + " " + current.get(current.size() - 1).subject();
      default -> job.message();
    };
  }

  private static JobView.Links links(Job job) {
    String self = RestApplication.BASE + Job.path(job.id());
    boolean ended = job.status().ended();
    boolean stops = job.status() == JobStatus.CANCELLING;
    boolean paused = job.status() == JobStatus.PAUSED;
    boolean repeatable = ended && job.counts().failed() + job.counts().cancelled() > 0;
    return new JobView.Links(
        self,
        self + "/items",
        self + "/events",
        ended || stops ? null : self + "/cancel",
        job.status().dispatching() ? self + "/pause" : null,
        paused ? self + "/resume" : null,
        repeatable ? self + "/retry" : null);
  }

  /** The view of an item. */
  public static ItemView of(JobItem item) {
    return new ItemView(
        item.id(),
        item.position(),
        new ItemView.Subject(item.subjectType(), item.subjectId(), item.subjectName()),
        item.status(),
        item.result(),
        failure(item.failureKind(), item.failureDetail()),
        item.attempts(),
        item.attemptLog() == null ? List.of() : item.attemptLog().lines().toList(),
        item.startedAt(),
        item.completedAt());
  }

  private static JobView.FailureView failure(String kind, String detail) {
    return kind == null ? null : new JobView.FailureView(kind, detail);
  }
}
