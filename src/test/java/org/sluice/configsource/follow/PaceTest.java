package org.sluice.configsource.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.configsource.board.SourceRules;

class PaceTest {

  private static SourceRules rules(String interval, boolean retry, int retries) {
    Duration every = Duration.parse(interval);
    return new SourceRules(
        null, List.of(), List.of("*"), 100, every, every.multipliedBy(10), retry, retries);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT30S",
    "1, PT1S",
    "2, PT2S",
    "3, PT4S",
    "4, PT2M",
    "5, PT4M",
    "6, PT5M",
    "1000, PT5M"
  })
  void whatMayPassIsSoonTriedAgainAndThenLessAndLess(int failures, Duration pause) {
    assertThat(Pace.after(rules("PT30S", true, 3), failures, true)).isEqualTo(pause);
  }

  @ParameterizedTest
  @CsvSource({"1, PT30S", "2, PT30S", "3, PT1M", "4, PT2M", "5, PT4M", "6, PT5M", "99, PT5M"})
  void whatDoesNotPassWaitsForItsIntervalAndThenLonger(int failures, Duration pause) {
    assertThat(Pace.after(rules("PT30S", true, 3), failures, false)).isEqualTo(pause);
    assertThat(Pace.after(rules("PT30S", false, 3), failures, true)).isEqualTo(pause);
    assertThat(Pace.after(rules("PT30S", true, 0), failures, true)).isEqualTo(pause);
  }

  @Test
  void aSourceIsSoonTriedAgainAsOftenAsItsRulesSay() {
    assertThat(Pace.isSoonAgain(rules("PT30S", true, 3), 1)).isTrue();
    assertThat(Pace.isSoonAgain(rules("PT30S", true, 3), 3)).isTrue();
    assertThat(Pace.isSoonAgain(rules("PT30S", true, 3), 4)).isFalse();
    assertThat(Pace.isSoonAgain(rules("PT30S", false, 3), 1)).isFalse();
    assertThat(Pace.isSoonAgain(rules("PT30S", true, 0), 1)).isFalse();
  }

  @Test
  void aRetryIsNeverLaterThanTheNextTurn() {
    assertThat(Pace.after(rules("PT5S", true, 10), 9, true)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anIntervalThatIsLongerThanTheLongestPauseStays() {
    assertThat(Pace.after(rules("PT1H", true, 3), 50, true)).isEqualTo(Duration.ofHours(1));
  }
}
