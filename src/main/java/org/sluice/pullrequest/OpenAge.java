package org.sluice.pullrequest;

import java.time.Duration;

/** How long ago an open pull request was opened, the youngest first. */
public enum OpenAge {
  /** Less than a day. */
  DAY(Duration.ofDays(1)),
  /** A day or more, less than three. */
  THREE_DAYS(Duration.ofDays(3)),
  /** Three days or more, less than a week. */
  WEEK(Duration.ofDays(7)),
  /** A week or more, less than four. */
  MONTH(Duration.ofDays(28)),
  /** Four weeks or more. */
  OLDER(null);

  private final Duration end;

  OpenAge(Duration end) {
    this.end = end;
  }

  /** Age from which on it is the next one; null of the last. */
  Duration end() {
    return end;
  }
}
