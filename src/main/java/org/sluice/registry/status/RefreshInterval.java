package org.sluice.registry.status;

import java.time.DateTimeException;
import java.time.Duration;
import org.sluice.failure.DomainException;

/** How often a timer may look at the pull requests of a repository: every minute to every hour. */
public final class RefreshInterval {

  /** The shortest. */
  public static final Duration LEAST = Duration.ofMinutes(1);

  /** The longest. */
  public static final Duration MOST = Duration.ofHours(1);

  private RefreshInterval() {}

  /**
   * Reads what somebody entered as {@code refreshInterval}.
   *
   * @param text an ISO 8601 duration; null or blank for none
   * @return null for none
   * @throws DomainException INVALID if it is none, or not between the two
   */
  public static Duration parse(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      Duration interval = Duration.parse(text.strip());
      if (interval.compareTo(LEAST) >= 0 && interval.compareTo(MOST) <= 0) {
        return interval;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is out of range.
    }
    throw DomainException.invalid("refreshInterval", "must be a duration from PT1M to PT1H");
  }
}
