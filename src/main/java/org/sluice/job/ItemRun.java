package org.sluice.job;

import java.time.Duration;
import java.util.UUID;
import org.sluice.platform.Cancellation;

/** One run of one item, as its work sees it. */
public interface ItemRun {

  /** The job that the item belongs to. */
  UUID jobId();

  /** What set the job off. */
  JobTrigger trigger();

  /** Whether the job yields to single requests, as those over many items do. */
  boolean bulk();

  /** Name of who asked for the job; {@code sluice} for Sluice itself. */
  String requestedBy();

  /** What the item is about. */
  UUID subjectId();

  /** Its name for people. */
  String subjectName();

  /** Asked to stop when the job is cancelled or the server stops. */
  Cancellation cancellation();

  /**
   * Tells how far the run is. Cheap; may be called as often as one likes.
   *
   * @param phase short name of what is being done, such as {@code RECEIVING}
   * @param fraction part of the phase that is done, 0 to 1; NaN if not known
   * @param bytes received in this run
   */
  void progress(String phase, double fraction, long bytes);

  /**
   * Sets the item's own share of one of the job's counters, which shows the sum over its items.
   * Cheap; may be called as often as one likes. It is stored with the item's end, whatever that is;
   * an item that runs again begins at nothing.
   *
   * @param counter its name, such as {@code filesDelivered}; at most 40 characters, and no more
   *     than 20 names of a job
   * @param value the share from now on, in place of what was set before
   */
  void count(String counter, long value);

  /**
   * Records that an attempt within this run failed and another one follows.
   *
   * @param failureKind its kind
   * @param detail one safe sentence
   */
  void attemptFailed(String failureKind, String detail);

  /**
   * Waits between two attempts, without keeping others from running meanwhile. Ends at once when
   * the run must stop.
   *
   * @return whether the run may go on
   */
  boolean rest(Duration wait);

  /** The same, and those who watch the job see that it waits. */
  default boolean restSeen(Duration wait) {
    progress("WAITING", Double.NaN, 0);
    return rest(wait);
  }
}
