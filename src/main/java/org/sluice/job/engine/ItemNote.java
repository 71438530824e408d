package org.sluice.job.engine;

import java.util.Objects;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.row.JobItem;

/**
 * What the outcome writer has to record about one item.
 *
 * @param step what happened
 * @param item the item as it is to be stored
 * @param uneventful whether a scheduled job keeps no row of it
 * @param counter the job's counter that goes up; null if none
 */
public record ItemNote(Step step, JobItem item, boolean uneventful, String counter) {

  /** What happened to an item. */
  public enum Step {
    /** Its work began. */
    STARTED,
    /** It ended. */
    ENDED,
    /** Its claim is given back; it is pending again. */
    RELEASED
  }

  /** Step and item are required. */
  public ItemNote {
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(item, "item");
  }

  /** An item whose work began. */
  public static ItemNote started(JobItem item) {
    return new ItemNote(Step.STARTED, item, false, null);
  }

  /** An item that ended. */
  public static ItemNote ended(JobItem item, ItemOutcome outcome) {
    return new ItemNote(Step.ENDED, item, outcome.uneventful(), JobItem.cut(outcome.counter(), 40));
  }

  /** An item whose claim is given back. */
  public static ItemNote released(JobItem item) {
    return new ItemNote(Step.RELEASED, item, false, null);
  }
}
