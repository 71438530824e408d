package org.sluice.console.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalUnitTest {

  @ParameterizedTest
  @CsvSource({
    "PT90S, 90, SECONDS",
    "PT1M, 1, MINUTES",
    "PT1H30M, 90, MINUTES",
    "PT1H, 1, HOURS",
    "PT36H, 36, HOURS",
    "P2D, 2, DAYS"
  })
  void anIntervalIsGivenInTheLargestUnitThatSaysItWhole(
      Duration interval, int count, IntervalUnit unit) {
    assertThat(IntervalUnit.of(interval)).isEqualTo(unit);
    assertThat(unit.count(interval)).isEqualTo(count);
    assertThat(unit.times(count)).isEqualTo(interval);
  }
}
