package org.sluice.job.item;

import java.util.Objects;

/**
 * How one item ended.
 *
 * @param status one of the ended states
 * @param result a short result for people, such as {@code 3 refs changed}; null if failed
 * @param failureKind name of the failure's kind in the words of its room; null unless failed
 * @param failureDetail one safe sentence; null unless failed
 * @param uneventful whether nothing happened: a scheduled job counts such an item and keeps no row
 * @param counter name of the job's counter that goes up by one, such as {@code archived}; null if
 *     none does
 */
public record ItemOutcome(
    ItemStatus status,
    String result,
    String failureKind,
    String failureDetail,
    boolean uneventful,
    String counter) {

  /** Only ended states are outcomes. */
  public ItemOutcome {
    Objects.requireNonNull(status, "status");
    if (!status.ended()) {
      throw new IllegalArgumentException(status + " is not an outcome");
    }
  }

  /** It was done. */
  public static ItemOutcome succeeded(String result) {
    return new ItemOutcome(ItemStatus.SUCCEEDED, result, null, null, false, null);
  }

  /** It was done, and there was nothing to do. */
  public static ItemOutcome uneventful(String result) {
    return new ItemOutcome(ItemStatus.SUCCEEDED, result, null, null, true, null);
  }

  /** It failed. */
  public static ItemOutcome failed(String kind, String detail) {
    return new ItemOutcome(ItemStatus.FAILED, null, kind, detail, false, null);
  }

  /** It was not tried. */
  public static ItemOutcome skipped(String reason) {
    return new ItemOutcome(ItemStatus.SKIPPED, reason, null, null, false, null);
  }

  /** It ended because it was asked to. */
  public static ItemOutcome cancelled() {
    return new ItemOutcome(ItemStatus.CANCELLED, null, null, null, false, null);
  }

  /**
   * The same outcome, counted under a name of the job's kind.
   *
   * @param name at most 40 characters; a job keeps no more than 20 names
   */
  public ItemOutcome counted(String name) {
    return new ItemOutcome(status, result, failureKind, failureDetail, uneventful, name);
  }
}
