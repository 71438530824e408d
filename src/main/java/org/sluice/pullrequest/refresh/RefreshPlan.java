package org.sluice.pullrequest.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/**
 * When the timer looks at a repository next. Pure.
 *
 * <p>After a failure the wait doubles with each in a row, up to six hours, so that what is broken
 * takes no turn from what is not. A tenth of spread keeps a fleet from being due at once.
 */
final class RefreshPlan {

  private static final Duration LONGEST = Duration.ofHours(6);
  private static final int MOST_DOUBLINGS = 10;
  private static final double SPREAD = 0.1;

  private RefreshPlan() {}

  /**
   * The time of the next look.
   *
   * @param now when the last one ended
   * @param interval time between two looks
   * @param failures how many in a row failed
   * @param notBefore what the forge asks to wait for; null for nothing
   * @param random gives numbers from 0 to 1
   */
  static Instant next(
      Instant now, Duration interval, int failures, Instant notBefore, DoubleSupplier random) {
    Duration wait = interval.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    Duration most = interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
    if (wait.compareTo(most) > 0) {
      wait = most;
    }
    double spread = 1 + SPREAD * (2 * random.getAsDouble() - 1);
    Instant next = now.plusMillis(Math.round(wait.toMillis() * spread));
    return notBefore == null || next.isAfter(notBefore) ? next : notBefore;
  }
}
