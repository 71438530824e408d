package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.platform.Ids;

class NextSyncTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void jitterIsStableForAMirrorAndWithinFivePercent() {
    List<Long> waits =
        Stream.generate(Ids::next)
            .limit(500)
            .peek(
                id ->
                    assertThat(NextSync.afterSuccess(id, NOW, HOUR))
                        .isEqualTo(NextSync.afterSuccess(id, NOW, HOUR)))
            .map(id -> Duration.between(NOW, NextSync.afterSuccess(id, NOW, HOUR).at()))
            .map(Duration::toSeconds)
            .toList();
    assertThat(waits).allMatch(wait -> wait >= 3420 && wait <= 3780);
    assertThat(waits.stream().distinct().count()).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 24", "60, 24"})
  void theIntervalDoublesWithEachFailureUpToADay(int failures, long hours) {
    NextSync next = NextSync.afterFailure(new UUID(0, 0), NOW, HOUR, failures);
    assertThat(Duration.between(NOW, next.at()).toMinutes() / 60.0)
        .isBetween(hours * 0.95, hours * 1.05);
    assertThat(next.reason()).startsWith("backing off after").endsWith("instead of 1 h");
  }

  @Test
  void anIntervalOfMoreThanADayIsNotShortenedByFailures() {
    NextSync next = NextSync.afterFailure(new UUID(0, 0), NOW, Duration.ofDays(7), 3);
    assertThat(Duration.between(NOW, next.at())).isGreaterThan(Duration.ofDays(6));
  }

  @ParameterizedTest
  @CsvSource({
    "PT30S, 30 s",
    "PT90S, 90 s",
    "PT5M, 5 min",
    "PT1H, 1 h",
    "PT24H, 1 day",
    "P7D, 7 days"
  })
  void durationsAreSaidAsPeopleSayThem(Duration duration, String words) {
    assertThat(NextSync.words(duration)).isEqualTo(words);
  }
}
