package org.sluice.job.row;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.sluice.job.JobCounts;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.NewJob;

/**
 * A job as its row says.
 *
 * <p>The job service inserts it with its items, QUEUED. The outcome writer makes it RUNNING with
 * its first item, keeps its counts and ends it with its last one. People pause, resume and cancel
 * it through the job service. Retention deletes it. Every change is made under a lock on the row,
 * which is always taken before those of its items.
 *
 * @param id the job
 * @param kind what is done to each item
 * @param status where it stands
 * @param trigger what set it off
 * @param requestedBy name of who asked
 * @param requestedById who asked; null for Sluice itself
 * @param parentId the job that this one repeats in part; null if none
 * @param selection what was asked, in canonical words
 * @param bulk whether it is one over many subjects rather than a single request
 * @param counts items by state
 * @param folded succeeded items whose rows were not kept
 * @param counters figures of the job's kind by name; bounded
 * @param message how it ended, in one sentence; null while it has not
 * @param failureKind kind of what ended the whole job; null if nothing did
 * @param failureDetail safe detail of it
 * @param createdAt when it was asked for
 * @param startedAt when its first item started; null until then
 * @param completedAt when it ended; null until then
 * @param version counts the changes of the row
 */
public record Job(
    UUID id,
    JobKind kind,
    JobStatus status,
    JobTrigger trigger,
    String requestedBy,
    UUID requestedById,
    UUID parentId,
    String selection,
    boolean bulk,
    JobCounts counts,
    int folded,
    Map<String, Long> counters,
    String message,
    String failureKind,
    String failureDetail,
    Instant createdAt,
    Instant startedAt,
    Instant completedAt,
    long version) {

  private static final int MAX_SELECTION = 1000;

  /** Most counters of one job. */
  public static final int MAX_COUNTERS = 20;

  /** Copies the counters. */
  public Job {
    counters = Map.copyOf(counters);
  }

  /** A job that is about to start, before it has items. */
  public static Job queued(UUID id, NewJob wanted, Instant now) {
    return new Job(
        id,
        wanted.kind(),
        JobStatus.QUEUED,
        wanted.trigger(),
        wanted.requestedBy().username(),
        wanted.requestedBy().userId(),
        wanted.parentId(),
        JobItem.cut(wanted.selection(), MAX_SELECTION),
        wanted.bulk(),
        JobCounts.allPending(0),
        0,
        Map.of(),
        null,
        null,
        null,
        now,
        null,
        null,
        0);
  }

  /** Path of a job below the API base. */
  public static String path(UUID jobId) {
    return "/jobs/" + jobId;
  }

  /** Rank among the jobs that want to run: 0 is served first. */
  public int rank() {
    if (trigger == JobTrigger.SCHEDULE) {
      return 2;
    }
    return bulk ? 1 : 0;
  }

  /** The job in another state. */
  public Job become(JobStatus next, Instant now) {
    return next == status ? this : with(status.become(next), counts, folded, counters, now);
  }

  /** The job with other counts; it starts with its first running item and ends with its last. */
  public Job counting(JobCounts now, int foldedNow, Map<String, Long> countersNow, Instant at) {
    JobStatus next = status;
    boolean begun = now.running() > 0 || now.completed() > 0;
    if (now.allEnded()) {
      next = status.become(now.end());
    } else if (status == JobStatus.QUEUED && begun) {
      next = status.become(JobStatus.RUNNING);
    }
    return with(next, now, foldedNow, countersNow, at);
  }

  /** The job with what ended it as a whole. */
  public Job failing(String kindOfFailure, String detail) {
    return new Job(
        id,
        kind,
        status,
        trigger,
        requestedBy,
        requestedById,
        parentId,
        selection,
        bulk,
        counts,
        folded,
        counters,
        message,
        kindOfFailure,
        detail,
        createdAt,
        startedAt,
        completedAt,
        version);
  }

  private Job with(
      JobStatus next, JobCounts now, int foldedNow, Map<String, Long> countersNow, Instant at) {
    boolean begun = next == JobStatus.RUNNING || now.running() > 0 || now.completed() > 0;
    return new Job(
        id,
        kind,
        next,
        trigger,
        requestedBy,
        requestedById,
        parentId,
        selection,
        bulk,
        now,
        foldedNow,
        countersNow,
        next.ended() ? summary(now) : null,
        failureKind,
        failureDetail,
        createdAt,
        startedAt == null && begun ? at : startedAt,
        next.ended() ? at : null,
        version + 1);
  }

  private static String summary(JobCounts now) {
    StringBuilder text = new StringBuilder();
    text.append(now.succeeded()).append(" of ").append(now.total()).append(" done");
    append(text, now.failed(), "failed");
    append(text, now.skipped(), "skipped");
    append(text, now.cancelled(), "cancelled");
    return text.toString();
  }

  private static void append(StringBuilder text, int items, String what) {
    if (items > 0) {
      text.append(", ").append(items).append(' ').append(what);
    }
  }

  /** The counters with others added to them; names past the bound are left out. */
  public static Map<String, Long> counted(Map<String, Long> counters, Map<String, Long> others) {
    if (others.isEmpty()) {
      return counters;
    }
    Map<String, Long> sums = new TreeMap<>(counters);
    others.forEach(
        (name, value) -> {
          if (sums.containsKey(name) || sums.size() < MAX_COUNTERS) {
            sums.merge(name, value, Long::sum);
          }
        });
    return sums;
  }
}
