package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {

  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

  private static List<String> next(String cron, String from, int most) {
    return CronTimes.of(cron, MADRID.getId())
        .orElseThrow()
        .next(LocalDateTime.parse(from).atZone(MADRID).toInstant(), most)
        .stream()
        .map(time -> time.atZone(MADRID).toOffsetDateTime().toString())
        .toList();
  }

  @Test
  void aTimeOfTheDayThatTheClockLeavesOutIsKeptAnHourLater() {
    assertThat(next("30 2 * * *", "2026-03-28T12:00", 2))
        .containsExactly("2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00");
  }

  @Test
  void aTimeOfTheDayThatComesTwiceIsKeptOnce() {
    assertThat(next("30 2 * * *", "2026-10-24T12:00", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
  }

  @Test
  void timesOfEveryHourGoOnThroughTheHourThatComesTwice() {
    assertThat(next("*/30 * * * *", "2026-10-25T01:45", 5))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T02:30+01:00",
            "2026-10-25T03:00+01:00");
  }

  @Test
  void timesOfEveryHourLeaveNoHoleWhereTheClockIsPutForward() {
    assertThat(next("*/30 * * * *", "2026-03-29T01:15", 3))
        .containsExactly(
            "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
  void aDayThatNoMonthHasNeverComes(String cron) {
    assertThat(CronTimes.of(cron, null).orElseThrow().after(Instant.EPOCH)).isEmpty();
  }

  @Test
  void theLeapDayComesEveryFourYears() {
    assertThat(next("0 0 29 2 *", "2026-01-01T00:00", 2))
        .containsExactly("2028-02-29T00:00+01:00", "2032-02-29T00:00+01:00");
  }

  @Test
  void theShortestDistanceCountsAndNotTheFirst() {
    CronTimes uneven = CronTimes.of("0,58 6 * * *", null).orElseThrow();
    CronTimes acrossMidnight = CronTimes.of("0,59 0,23 * * *", null).orElseThrow();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(uneven.isDenserThan(Duration.ofMinutes(58), now)).isFalse();
    assertThat(uneven.isDenserThan(Duration.ofMinutes(59), now)).isTrue();
    assertThat(acrossMidnight.isDenserThan(Duration.ofMinutes(2), now)).isTrue();
  }

  @Test
  void anUnknownZoneHasNoTimes() {
    assertThat(CronTimes.of("0 6 * * *", "Mars/Olympus")).isEmpty();
    assertThat(CronTimes.of("0 6 * *", "Europe/Madrid")).isEmpty();
  }
}
