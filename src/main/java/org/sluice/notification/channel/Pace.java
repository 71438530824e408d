package org.sluice.notification.channel;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast the messages of one channel go out: up to {@link #SINGLES} a minute one by one. What
 * comes faster goes together as one message, and then nothing new for a minute; so an outage that
 * thousands of mirrors notice is a handful of messages, and a single notice is told at once.
 */
final class Pace {

  /** Most messages of one notice within {@link #WINDOW}. */
  static final int SINGLES = 20;

  /** What "lately" means. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  private Pace() {}

  /** What goes out next. */
  enum Turn {
    /** The one that waits longest. */
    SINGLE,
    /** All that wait, as one message. */
    BUNDLE,
    /** Nothing yet. */
    WAIT
  }

  /**
   * Decides.
   *
   * @param waiting messages that were not tried yet
   * @param lately messages of one notice that were tried within the window
   * @param lastBundle when several last went out together; null if not within the window
   */
  static Turn next(long waiting, long lately, Instant lastBundle, Instant now) {
    if (waiting == 0 || lastBundle != null && lastBundle.plus(WINDOW).isAfter(now)) {
      return Turn.WAIT;
    }
    return waiting <= SINGLES - lately ? Turn.SINGLE : Turn.BUNDLE;
  }
}
