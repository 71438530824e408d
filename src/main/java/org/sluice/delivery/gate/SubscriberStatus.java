package org.sluice.delivery.gate;

/** Whether a subscriber is to be sent anything. */
public enum SubscriberStatus {
  /** What its subscriptions ask for is sent. */
  ACTIVE,
  /** Somebody wants nothing sent until he says so. */
  PAUSED,
  /** Its endpoint said that it wants nothing any more; somebody must switch it on again. */
  DISABLED
}
