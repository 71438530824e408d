package org.sluice.delivery.gate;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * What outlives a process of whether a subscriber can be reached.
 *
 * @param failures in a row when this was written
 * @param openUntil until when nothing is sent; from then on one message is let through to see; null
 *     while it is closed
 * @param reason why it opened, one safe sentence; null while it is closed
 */
@Inside
public record Breaker(int failures, Instant openUntil, String reason) {

  /** Of a subscriber that is well, or was never tried. */
  public static final Breaker CLOSED = new Breaker(0, null, null);

  /** How it stands at a time. */
  public BreakerState state(Instant now) {
    if (openUntil == null) {
      return BreakerState.CLOSED;
    }
    return now.isBefore(openUntil) ? BreakerState.OPEN : BreakerState.HALF_OPEN;
  }
}
