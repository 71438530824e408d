package org.sluice.job;

import org.sluice.job.item.ItemStatus;

/**
 * How many items of a job are in each state; they always add up to the total.
 *
 * @param total all items
 * @param pending not started
 * @param running started, not ended
 * @param succeeded done
 * @param failed tried in vain
 * @param skipped not tried
 * @param cancelled ended, or never started, because the job was cancelled
 */
public record JobCounts(
    int total, int pending, int running, int succeeded, int failed, int skipped, int cancelled) {

  /** Counts that do not add up are a defect. */
  public JobCounts {
    if (total != pending + running + succeeded + failed + skipped + cancelled
        || Math.min(pending, running) < 0
        || Math.min(succeeded, failed) < 0
        || Math.min(skipped, cancelled) < 0) {
      throw new IllegalArgumentException(
          "Counts do not add up: total %d, pending %d, running %d, succeeded %d, failed %d, skipped %d, cancelled %d"
              .formatted(total, pending, running, succeeded, failed, skipped, cancelled));
    }
  }

  /** The counts of a job of which nothing has started. */
  public static JobCounts allPending(int total) {
    return new JobCounts(total, total, 0, 0, 0, 0, 0);
  }

  /** The counts after some items went from one state to another. */
  public JobCounts moved(ItemStatus from, ItemStatus to, int items) {
    int[] counts = {pending, running, succeeded, failed, skipped, cancelled};
    counts[from.ordinal()] -= items;
    counts[to.ordinal()] += items;
    return new JobCounts(total, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  /** Items that have ended. */
  public int completed() {
    return succeeded + failed + skipped + cancelled;
  }

  /** Share of the items that have ended, 0 to 100, rounded down; 100 for an empty job. */
  public int percent() {
    return total == 0 ? 100 : (int) (100L * completed() / total);
  }

  /** Whether no item is pending or running. */
  public boolean allEnded() {
    return pending == 0 && running == 0;
  }

  /**
   * How a job with these counts ends: cancelled if anything was; else failed if something failed
   * and nothing succeeded; partially succeeded if both; else succeeded, an empty job included.
   */
  public JobStatus end() {
    if (!allEnded()) {
      throw new IllegalStateException(pending + " items are pending and " + running + " running.");
    }
    if (cancelled > 0) {
      return JobStatus.CANCELLED;
    }
    if (failed > 0) {
      return succeeded > 0 ? JobStatus.PARTIALLY_SUCCEEDED : JobStatus.FAILED;
    }
    return JobStatus.SUCCEEDED;
  }
}
