package org.sluice.console.system;

import java.time.Duration;

/** The units in which people give the time between two syncs. */
public enum IntervalUnit {
  SECONDS(1),
  MINUTES(60),
  HOURS(3600),
  DAYS(86_400);

  private final long seconds;

  IntervalUnit(long seconds) {
    this.seconds = seconds;
  }

  /** The largest one in which the interval is a whole number. */
  static IntervalUnit of(Duration interval) {
    IntervalUnit fits = SECONDS;
    for (IntervalUnit each : values()) {
      if (interval.toSeconds() % each.seconds == 0) {
        fits = each;
      }
    }
    return fits;
  }

  /** How many of it the interval is. */
  long count(Duration interval) {
    return interval.toSeconds() / seconds;
  }

  /** So many of it. */
  Duration times(int count) {
    return Duration.ofSeconds(seconds * count);
  }
}
