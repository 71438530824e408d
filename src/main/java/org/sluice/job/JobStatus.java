package org.sluice.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * State of a job, and every change of it that is legal.
 *
 * <p>A job is queued until its first item starts, runs, may be paused and resumed, and ends once
 * and for all in one of four ways. A request to cancel shows as {@link #CANCELLING} until the items
 * that run have ended.
 */
public enum JobStatus {
  /** Waits for its first item to start. */
  QUEUED,
  /** At least one item has started. */
  RUNNING,
  /** No further item starts until somebody resumes it; items that run go on to their end. */
  PAUSED,
  /** Was asked to stop; items that run are being ended. */
  CANCELLING,
  /** Ended; nothing failed, nothing was cancelled. */
  SUCCEEDED,
  /** Ended; something failed and something succeeded. */
  PARTIALLY_SUCCEEDED,
  /** Ended; something failed and nothing succeeded. */
  FAILED,
  /** Ended; something was cancelled. */
  CANCELLED;

  private static final Set<JobStatus> ENDS =
      EnumSet.of(SUCCEEDED, PARTIALLY_SUCCEEDED, FAILED, CANCELLED);

  private static final Map<JobStatus, Set<JobStatus>> NEXT = new EnumMap<>(JobStatus.class);

  static {
    NEXT.put(QUEUED, withEnds(RUNNING, PAUSED, CANCELLING));
    NEXT.put(RUNNING, withEnds(PAUSED, CANCELLING));
    NEXT.put(PAUSED, withEnds(QUEUED, RUNNING, CANCELLING));
    NEXT.put(CANCELLING, withEnds());
    ENDS.forEach(end -> NEXT.put(end, EnumSet.noneOf(JobStatus.class)));
  }

  private static Set<JobStatus> withEnds(JobStatus... more) {
    Set<JobStatus> next = EnumSet.copyOf(ENDS);
    next.addAll(Set.of(more));
    return next;
  }

  /** Whether nothing will happen to the job any more. */
  public boolean ended() {
    return ENDS.contains(this);
  }

  /** Whether items of the job may start. */
  public boolean dispatching() {
    return this == QUEUED || this == RUNNING;
  }

  /** Whether a job in this state may go over to the other one. */
  public boolean mayBecome(JobStatus next) {
    return NEXT.get(this).contains(next);
  }

  /**
   * The other state, if it may follow.
   *
   * @throws IllegalStateException if it may not
   */
  public JobStatus become(JobStatus next) {
    if (!mayBecome(next)) {
      throw new IllegalStateException("A job that is " + this + " cannot become " + next + ".");
    }
    return next;
  }
}
