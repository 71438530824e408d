package org.sluice.delivery.row;

/** How a subscription stands. */
public enum SubscriptionStatus {
  /** Nothing was sent yet. */
  PENDING_SNAPSHOT,
  /** It is being found out what differs. */
  SCANNING,
  /** Something is sent, or waits for its next attempt. */
  DELIVERING,
  /** Everything of the target has arrived. */
  SYNCED,
  /** Something did not arrive and does not arrive soon by itself. */
  FAILED,
  /** Somebody has stopped it for a while. */
  PAUSED,
  /** Its endpoint answered 410: it wants nothing any more. */
  DISABLED;

  /** Whether nothing is sent until somebody says so. */
  public boolean isStill() {
    return this == PAUSED || this == DISABLED;
  }
}
