package org.sluice.job.row;

import java.time.Instant;
import java.util.UUID;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.SubjectType;

/**
 * An item of a job as its row says.
 *
 * <p>It is pending; the dispatcher claims it (it stays PENDING, with an owner and its exclusive
 * key), its run makes it RUNNING, and the outcome writer ends it. A claim that cannot be used is
 * given back. At a restart whatever had not ended is pending again.
 *
 * @param id the item
 * @param jobId its job
 * @param position its place in the job, from 1
 * @param subjectType what it is about
 * @param subjectId its id
 * @param subjectName its name for people
 * @param namespaceId namespace by which it is seen
 * @param host upstream host whose share it uses; empty if none
 * @param exclusiveKey while it runs no other of the same key does; null if it excludes none
 * @param status where it stands
 * @param result a short result; null if there is none
 * @param failureKind why it failed; null unless it did
 * @param failureDetail one safe sentence
 * @param attempts runs and retries so far
 * @param attemptLog what earlier attempts failed of, one line each; null if none did
 * @param startedAt when it started
 * @param completedAt when it ended
 */
public record JobItem(
    UUID id,
    UUID jobId,
    int position,
    SubjectType subjectType,
    UUID subjectId,
    String subjectName,
    UUID namespaceId,
    String host,
    String exclusiveKey,
    ItemStatus status,
    String result,
    String failureKind,
    String failureDetail,
    int attempts,
    String attemptLog,
    Instant startedAt,
    Instant completedAt) {

  private static final int MAX_RESULT = 500;
  private static final int MAX_KIND = 60;
  private static final int MAX_DETAIL = 1000;

  /** Most characters of the attempt log. */
  public static final int MAX_LOG = 4000;

  /** The item while it runs. */
  public JobItem running(Instant since) {
    return with(ItemStatus.RUNNING, null, null, null, attempts, attemptLog, since, null);
  }

  /** The item after its end; texts are cut to what the row holds. */
  public JobItem ended(
      ItemOutcome outcome, int attemptsNow, String log, Instant since, Instant completed) {
    return with(
        outcome.status(),
        cut(outcome.result(), MAX_RESULT),
        cut(outcome.failureKind(), MAX_KIND),
        cut(outcome.failureDetail(), MAX_DETAIL),
        attemptsNow,
        cut(log, MAX_LOG),
        since,
        completed);
  }

  /** The item after an end without a run. */
  public JobItem unstarted(ItemOutcome outcome, Instant completed) {
    return ended(outcome, attempts, attemptLog, null, completed);
  }

  private JobItem with(
      ItemStatus next,
      String resultNow,
      String kind,
      String detail,
      int attemptsNow,
      String log,
      Instant since,
      Instant completed) {
    return new JobItem(
        id,
        jobId,
        position,
        subjectType,
        subjectId,
        subjectName,
        namespaceId,
        host,
        exclusiveKey,
        next,
        resultNow,
        kind,
        detail,
        attemptsNow,
        log,
        since,
        completed);
  }

  /** The text, cut to a length. */
  public static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
