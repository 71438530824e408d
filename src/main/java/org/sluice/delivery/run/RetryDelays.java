package org.sluice.delivery.run;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a message waits for its next attempt: longer each time, and as long as the last delay
 * from then on. Each is spread by a fifth both ways, so that what failed together does not come
 * back together.
 *
 * @param delays at least one
 */
record RetryDelays(List<Duration> delays) {

  private static final double SPREAD = 0.2;

  RetryDelays {
    delays = List.copyOf(delays);
    if (delays.isEmpty()) {
      throw new IllegalArgumentException("there is no delay");
    }
  }

  /**
   * The delay after an attempt that failed.
   *
   * @param failures of the message, this one included
   */
  Duration after(int failures) {
    Duration delay = delays.get(Math.min(Math.max(failures, 1), delays.size()) - 1);
    double factor = 1 + SPREAD * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofMillis(Math.round(delay.toMillis() * factor));
  }

  /** Whether so many attempts have used up all delays but the last. */
  boolean isSpent(int attempts) {
    return attempts > delays.size();
  }
}
