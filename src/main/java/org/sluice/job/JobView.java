package org.sluice.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.rest.RestApplication;

/**
 * A job as people see it.
 *
 * @param id the job
 * @param jobId the same, under the name that answers of other operations use too
 * @param kind what is done to each item
 * @param status where it stands
 * @param trigger what set it off
 * @param requestedBy name of who asked
 * @param parentId the job that this one repeats in part; null if none
 * @param selection what was asked
 * @param total all items
 * @param pending not started
 * @param running started, not ended
 * @param succeeded done
 * @param failed tried in vain
 * @param skipped not tried
 * @param cancelled ended because the job was cancelled
 * @param completed items that have ended
 * @param percent share of the items that have ended, 0 to 100
 * @param message what happens now, or how it ended
 * @param failure what ended the whole job; null if nothing did
 * @param current items that run now
 * @param counters figures of the job's kind by name
 * @param createdAt when it was asked for
 * @param startedAt when its first item started; null until then
 * @param completedAt when it ended; null until then
 * @param estimatedCompletionAt when it may end; null if that cannot be told
 * @param links where more is to be had
 */
public record JobView(
    UUID id,
    UUID jobId,
    JobKind kind,
    JobStatus status,
    JobTrigger trigger,
    String requestedBy,
    UUID parentId,
    String selection,
    int total,
    int pending,
    int running,
    int succeeded,
    int failed,
    int skipped,
    int cancelled,
    int completed,
    int percent,
    String message,
    FailureView failure,
    List<Current> current,
    Map<String, Long> counters,
    Instant createdAt,
    Instant startedAt,
    Instant completedAt,
    Instant estimatedCompletionAt,
    Links links) {

  /**
   * Why something failed.
   *
   * @param kind its kind in the words of its room
   * @param detail one safe sentence
   */
  public record FailureView(String kind, String detail) {

    static FailureView of(String kind, String detail) {
      return kind == null ? null : new FailureView(kind, detail);
    }
  }

  /**
   * An item that runs.
   *
   * @param itemId the item
   * @param subjectId what it is about
   * @param subject its name
   * @param phase what is being done; null if not told
   * @param fraction part of the phase that is done, 0 to 1; null if not known
   * @param bytes received so far
   * @param bytesPerSecond rate of late
   * @param startedAt since when it runs
   */
  public record Current(
      UUID itemId,
      UUID subjectId,
      String subject,
      String phase,
      Double fraction,
      long bytes,
      long bytesPerSecond,
      Instant startedAt) {}

  /**
   * Where more is to be had; links to what cannot be done now are absent.
   *
   * @param self the job
   * @param items its items
   * @param events its events as they happen
   * @param cancel cancels it
   * @param pause pauses it
   * @param resume resumes it
   * @param retry repeats what failed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Links(
      String self,
      String items,
      String events,
      String cancel,
      String pause,
      String resume,
      String retry) {

    static Links of(Job job) {
      String self = RestApplication.BASE + JobStore.path(job.id());
      boolean ended = job.status().ended();
      boolean stops = job.status() == JobStatus.CANCELLING;
      boolean paused = job.status() == JobStatus.PAUSED;
      boolean repeatable = ended && job.counts().failed() + job.counts().cancelled() > 0;
      return new Links(
          self,
          self + "/items",
          self + "/events",
          ended || stops ? null : self + "/cancel",
          job.status().dispatching() ? self + "/pause" : null,
          paused ? self + "/resume" : null,
          repeatable ? self + "/retry" : null);
    }
  }

  /** The view of a job of which nothing live is known. */
  static JobView of(Job job) {
    return of(job, List.of(), null);
  }

  static JobView of(Job job, List<Current> current, Instant estimate) {
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
        FailureView.of(job.failureKind(), job.failureDetail()),
        List.copyOf(current),
        job.counters(),
        job.createdAt(),
        job.startedAt(),
        job.completedAt(),
        estimate,
        Links.of(job));
  }

  private static String message(Job job, List<Current> current) {
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
}
