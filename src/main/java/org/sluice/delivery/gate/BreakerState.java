package org.sluice.delivery.gate;

/** How the breaker of a subscriber stands. */
public enum BreakerState {
  /** Messages go through. */
  CLOSED,
  /** None does. */
  OPEN,
  /** Its time is over: the next message decides. */
  HALF_OPEN
}
