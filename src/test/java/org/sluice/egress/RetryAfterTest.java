package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the field Retry-After says. */
class RetryAfterTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

  @Test
  void secondsAreSeconds() {
    assertThat(RetryAfter.parse("120", NOW)).contains(Duration.ofSeconds(120));
    assertThat(RetryAfter.parse(" 0 ", NOW)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("0000000000007", NOW)).contains(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void aDateIsMeasuredInEachOfItsForms(String date) {
    assertThat(RetryAfter.parse(date, NOW)).contains(Duration.ofSeconds(37));
  }

  @Test
  void aDateThatHasPassedAsksForNoWait() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:48:59 GMT", NOW)).contains(Duration.ZERO);
  }

  @Test
  void moreSecondsThanAnybodyLivesAreAVeryLongWait() {
    assertThat(RetryAfter.parse("99999999999999999999999", NOW).orElseThrow())
        .isGreaterThan(Duration.ofDays(10_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1.5", "1e3", "Sun, 06 Nov 1994", "٣"})
  void whatIsNeitherSaysNothing(String rubbish) {
    assertThat(RetryAfter.parse(rubbish, NOW)).isEmpty();
  }

  @Test
  void noFieldSaysNothing() {
    assertThat(RetryAfter.parse(null, NOW)).isEmpty();
  }
}
