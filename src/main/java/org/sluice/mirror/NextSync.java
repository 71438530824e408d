package org.sluice.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * When a mirror is synced next, and why then.
 *
 * @param at the time; null if the timer leaves it alone
 * @param reason the rule in words
 */
record NextSync(Instant at, String reason) {

  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);

  /** After a run that left the mirror equal. */
  static NextSync afterSuccess(UUID mirror, Instant now, Duration interval) {
    return new NextSync(now.plus(jittered(mirror, interval)), "every " + words(interval));
  }

  /**
   * After the given number of failures in a row: the interval doubled for each, a day at most.
   *
   * @param failures at least 1
   */
  static NextSync afterFailure(UUID mirror, Instant now, Duration interval, int failures) {
    Duration wait = interval;
    for (int i = 0; i < failures && wait.compareTo(LONGEST_BACK_OFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    if (wait.compareTo(LONGEST_BACK_OFF) > 0 && interval.compareTo(LONGEST_BACK_OFF) < 0) {
      wait = LONGEST_BACK_OFF;
    }
    return new NextSync(
        now.plus(jittered(mirror, wait)),
        "backing off after "
            + (failures == 1 ? "a failure" : failures + " failures in a row")
            + ": "
            + words(wait)
            + " instead of "
            + words(interval));
  }

  /** When the upstream itself named the time: not before a minute, and not after a day. */
  static NextSync asAsked(Instant now, Duration asked) {
    Duration wait =
        asked.compareTo(LONGEST_BACK_OFF) > 0
            ? LONGEST_BACK_OFF
            : asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
    return new NextSync(now.plus(wait), "the upstream asked to wait " + words(wait));
  }

  /** When only a person can go on. */
  static NextSync never(String reason) {
    return new NextSync(null, reason);
  }

  /** The same share of ±5 % for a mirror each time, so that a fleet does not move in step. */
  private static Duration jittered(UUID mirror, Duration wait) {
    double share = Math.floorMod(mirror.hashCode() * 0x9E3779B97F4A7C15L, 1001L) / 1000.0 - 0.5;
    return wait.plusMillis(Math.round(wait.toMillis() * 0.1 * share));
  }

  /** A duration as people say it: {@code 90 s}, {@code 5 min}, {@code 1 h}. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86400 == 0 && seconds > 0) {
      return seconds == 86400 ? "1 day" : seconds / 86400 + " days";
    }
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + " h";
    }
    if (seconds % 60 == 0 && seconds > 0) {
      return seconds / 60 + " min";
    }
    return seconds + " s";
  }
}
