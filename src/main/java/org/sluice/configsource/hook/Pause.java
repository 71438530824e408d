package org.sluice.configsource.hook;

import java.time.Duration;
import java.util.List;
import org.sluice.egress.webhook.Attempt;

/**
 * How long a listener is left alone that did not take a message: longer each time, up to an hour,
 * and as long as it asks for, up to a day.
 *
 * <p>Nothing is ever given up. There is one message for each listener at most, and once it is taken
 * the listener knows all that it missed.
 */
final class Pause {

  /** By the number of failures in a row. */
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  /** Longest that a listener may ask for. */
  static final Duration LONGEST = Duration.ofHours(24);

  private Pause() {}

  /**
   * The pause after an attempt.
   *
   * @param failures in a row, this one included
   */
  static Duration after(Attempt attempt, int failures) {
    Duration last = PAUSES.get(PAUSES.size() - 1);
    Duration ours =
        attempt.verdict() == Attempt.Verdict.AGAIN
            ? PAUSES.get(Math.min(Math.max(failures, 1), PAUSES.size()) - 1)
            // It will not do by itself, but a setting may be changed.
            : last;
    Duration asked = attempt.retryAfter();
    if (asked == null || asked.compareTo(ours) < 0) {
      return ours;
    }
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
