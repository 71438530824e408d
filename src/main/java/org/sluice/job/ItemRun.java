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
