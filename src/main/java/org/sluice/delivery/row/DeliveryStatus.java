package org.sluice.delivery.row;

/** What became of a message. */
public enum DeliveryStatus {
  /** It waits for its first or its next attempt. */
  PENDING,
  /** It is under way right now; never stored. */
  SENDING,
  /** The receiver took it. */
  DELIVERED,
  /** It was not taken, and nothing depends on it. */
  FAILED,
  /** The receiver refused it too often, or it cannot be written down; nothing tries it again. */
  QUARANTINED,
  /** Something newer took its place before it arrived. */
  CANCELLED
}
