package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.mirror.MirrorSettings;
import org.sluice.platform.Ids;

class NextSyncTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final NextSync.Schedule HOURLY = NextSync.Schedule.every(HOUR);
  private static final UUID MIRROR = new UUID(0, 0);

  private static NextSync.Schedule cron(String expression, String zone) {
    return NextSync.Schedule.of(settings(null, expression, zone, false), HOUR, null, NOW);
  }

  private static NextSync.Schedule adaptive(Instant changed) {
    return NextSync.Schedule.of(settings(null, null, null, true), HOUR, changed, NOW);
  }

  private static MirrorSettings settings(
      String interval, String cron, String zone, boolean adaptive) {
    MirrorSettings standard = MirrorSettings.DEFAULT;
    return new MirrorSettings(
        interval,
        cron,
        zone,
        adaptive,
        standard.direction(),
        null,
        null,
        standard.refs(),
        standard.changePolicy(),
        null);
  }

  @Test
  void jitterIsStableForAMirrorAndWithinFivePercent() {
    List<Long> waits =
        Stream.generate(Ids::next)
            .limit(500)
            .peek(
                id ->
                    assertThat(NextSync.afterSuccess(id, NOW, HOURLY))
                        .isEqualTo(NextSync.afterSuccess(id, NOW, HOURLY)))
            .map(id -> Duration.between(NOW, NextSync.afterSuccess(id, NOW, HOURLY).at()))
            .map(Duration::toSeconds)
            .toList();
    assertThat(waits).allMatch(wait -> wait >= 3420 && wait <= 3780);
    assertThat(waits.stream().distinct().count()).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "4, 16", "5, 24", "60, 24"})
  void theIntervalDoublesWithEachFailureUpToADay(int failures, long hours) {
    NextSync next = NextSync.afterFailure(MIRROR, NOW, HOURLY, failures);
    assertThat(Duration.between(NOW, next.at()).toMinutes() / 60.0)
        .isBetween(hours * 0.95, hours * 1.05);
    assertThat(next.reason().words()).startsWith("backing off after").endsWith("instead of 1 h");
  }

  @Test
  void anIntervalOfMoreThanADayIsNotShortenedByFailures() {
    NextSync next =
        NextSync.afterFailure(MIRROR, NOW, NextSync.Schedule.every(Duration.ofDays(7)), 3);
    assertThat(Duration.between(NOW, next.at())).isGreaterThan(Duration.ofDays(6));
  }

  @Test
  void theOwnIntervalGoesBeforeTheInstallations() {
    NextSync.Schedule schedule =
        NextSync.Schedule.of(settings("PT5M", null, null, false), HOUR, null, NOW);
    assertThat(schedule).isEqualTo(NextSync.Schedule.every(Duration.ofMinutes(5)));
    assertThat(NextSync.afterSuccess(MIRROR, NOW, schedule).reason().words())
        .isEqualTo("every 5 min");
  }

  @Test
  void fixedTimesAreMetInTheirZoneWithinHalfAMinute() {
    List<Instant> met =
        Stream.generate(Ids::next)
            .limit(200)
            .map(id -> NextSync.afterSuccess(id, NOW, cron("0 6 * * *", "Europe/Madrid")).at())
            .toList();
    Instant six = Instant.parse("2026-01-01T05:00:00Z");
    assertThat(met).allMatch(at -> !at.isBefore(six) && !at.isAfter(six.plusSeconds(30)));
    assertThat(met.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void fixedTimesSayTheirRule() {
    NextReason reason = NextSync.afterSuccess(MIRROR, NOW, cron("0 6 * * *", null)).reason();
    assertThat(reason.code()).isEqualTo(NextReason.Code.CRON);
    assertThat(reason.words()).isEqualTo("at 0 6 * * * in UTC");
  }

  @ParameterizedTest
  @CsvSource({"1, 2026-01-01T02", "2, 2026-01-01T04", "9, 2026-01-02T00"})
  void fixedTimesBackOffToTheFirstOneAfterTheWait(int failures, String hour) {
    NextSync next = NextSync.afterFailure(MIRROR, NOW, cron("0 * * * *", null), failures);
    assertThat(next.at().toString()).startsWith(hour + ":00");
    assertThat(next.reason().code()).isEqualTo(NextReason.Code.BACK_OFF);
  }

  @ParameterizedTest
  @CsvSource({"PT10S, PT1M", "PT10M, PT5M", "PT4H, PT2H", "P30D, PT8H"})
  void thePaceIsHalfOfTheTimeSinceTheLastChangeWithinBounds(Duration quiet, Duration pace) {
    NextSync.Schedule schedule = adaptive(NOW.minus(quiet));
    assertThat(schedule.interval()).isEqualTo(pace);
    assertThat(NextSync.afterSuccess(MIRROR, NOW, schedule).reason().words())
        .isEqualTo("every " + NextReason.words(pace) + ", half of the time since the last change");
  }

  @Test
  void aMirrorThatNeverChangedIsSyncedAtTheSlowestPace() {
    assertThat(adaptive(null).interval()).isEqualTo(Duration.ofHours(8));
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT1M", "PT77S, PT77S", "P3D, PT24H"})
  void whatTheUpstreamAsksForIsDoneWithinBounds(Duration asked, Duration wait) {
    NextSync next = NextSync.asAsked(NOW, asked);
    assertThat(next.at()).isEqualTo(NOW.plus(wait));
    assertThat(next.reason().words()).startsWith("the upstream asked to wait ");
  }

  @Test
  void aReasonIsReadBackAsItWasWritten() {
    for (NextSync next :
        List.of(
            NextSync.afterFailure(MIRROR, NOW, cron("0 6 * * 1-5", "Asia/Tokyo"), 2),
            NextSync.afterSuccess(MIRROR, NOW, HOURLY),
            NextSync.asBefits(NOW, Duration.ofMinutes(4)),
            NextSync.now(NOW, NextReason.Code.NEW_UPSTREAM))) {
      assertThat(NextReason.read(next.reason().code(), next.reason().written()))
          .isEqualTo(next.reason());
    }
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
    assertThat(NextReason.words(duration)).isEqualTo(words);
  }
}
