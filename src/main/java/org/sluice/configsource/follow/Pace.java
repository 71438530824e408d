package org.sluice.configsource.follow;

import java.time.Duration;
import org.sluice.configsource.board.SourceRules;

/** How long a source is left alone after a round. */
final class Pace {

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(300);
  private static final int PATIENT = 3;
  private static final int MOST_DOUBLINGS = 16;

  private Pace() {}

  /**
   * The pause after a round.
   *
   * @param failures that were seen in a row; 0 after a success
   * @param helps whether trying again soon can help
   */
  static Duration after(SourceRules rules, int failures, boolean helps) {
    Duration interval = rules.interval();
    if (failures == 0) {
      return interval;
    }
    if (helps && isSoonAgain(rules, failures)) {
      return least(interval, doubled(FIRST_RETRY, failures - 1));
    }
    Duration most = interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
    return least(most, doubled(interval, failures - PATIENT + 1));
  }

  /**
   * Whether a round is soon tried again if trying again can help.
   *
   * @param failures that were seen in a row, with that of the round
   */
  static boolean isSoonAgain(SourceRules rules, int failures) {
    return rules.retryOnError() && failures <= rules.maxRetries();
  }

  private static Duration doubled(Duration once, int times) {
    return once.multipliedBy(1L << Math.max(0, Math.min(MOST_DOUBLINGS, times)));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
