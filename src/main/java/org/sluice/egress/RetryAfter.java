package org.sluice.egress;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads how long a server asks to wait: seconds or a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

  private static final int MOST_DIGITS = 9;
  private static final Duration LONGEST = Duration.ofSeconds(999_999_999);

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param value of the field; null if there is none
   * @param now what a date is measured against: by the server's clock, if it is known
   * @return never negative; empty if the field says neither
   */
  public static Optional<Duration> parse(String value, Instant now) {
    if (value == null) {
      return Optional.empty();
    }
    String text = value.strip();
    if (text.matches("[0-9]{1,100}")) {
      String digits = text.replaceFirst("^0+(?=.)", "");
      return Optional.of(
          digits.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(digits)));
    }
    return HttpDate.parse(text)
        .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
  }
}
