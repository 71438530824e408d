package org.sluice.job.item;

/** State of one item: pending, then running, then ended once and for all. */
public enum ItemStatus {
  PENDING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /** Whether nothing will happen to the item any more. */
  public boolean ended() {
    return this != PENDING && this != RUNNING;
  }
}
