package org.sluice.intake.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingImportRecordTest {

  private static StandingImport every(Duration interval) {
    Instant now = Instant.EPOCH;
    UUID any = new UUID(0, 1);
    return new StandingImport(
        any, any, null, List.of(), List.of(), any, false, List.of(), interval, now, null, null,
        null, null, 0, null, null, now, now, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "PT24H, 0, PT15M",
    "PT24H, 1, PT30M",
    "PT24H, 6, PT16H",
    "PT24H, 7, PT24H",
    "PT24H, 2000000, PT24H",
    "PT1H, 2, PT1H"
  })
  void theWaitDoublesWithEachFailureUpToTheInterval(
      Duration interval, int failuresBefore, Duration wait) {
    assertThat(StandingImportRecord.wait(every(interval), failuresBefore)).isEqualTo(wait);
  }
}
