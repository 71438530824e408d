package org.sluice.job.engine;

import java.util.Map;
import java.util.Objects;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;

/**
 * What the outcome writer has to record about one item.
 *
 * @param step what happened
 * @param item the item as it is to be stored
 * @param uneventful whether a scheduled job keeps no row of it
 * @param counters what the item adds to the job's counters
 */
public record ItemNote(Step step, JobItem item, boolean uneventful, Map<String, Long> counters) {

  private static final int MAX_NAME = 40;

  /** What happened to an item. */
  public enum Step {
    /** Its work began. */
    STARTED,
    /** It ended. */
    ENDED,
    /** Its claim is given back; it is pending again. */
    RELEASED
  }

  /** Step and item are required; keeps a copy of the counters. */
  public ItemNote {
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(item, "item");
    counters = Map.copyOf(counters);
  }

  /** An item whose work began. */
  public static ItemNote started(JobItem item) {
    return new ItemNote(Step.STARTED, item, false, Map.of());
  }

  /**
   * An item that ended.
   *
   * @param counted its own shares of the job's counters, besides what the outcome counts
   */
  public static ItemNote ended(JobItem item, ItemOutcome outcome, Map<String, Long> counted) {
    Map<String, Long> counters = counted;
    if (outcome.counter() != null) {
      counters = Job.counted(counted, Map.of(name(outcome.counter()), 1L));
    }
    return new ItemNote(Step.ENDED, item, outcome.uneventful(), counters);
  }

  /** A counter's name, cut to its bound. */
  static String name(String counter) {
    return JobItem.cut(counter, MAX_NAME);
  }

  /** An item whose claim is given back. */
  public static ItemNote released(JobItem item) {
    return new ItemNote(Step.RELEASED, item, false, Map.of());
  }
}
