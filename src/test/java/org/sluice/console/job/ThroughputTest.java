package org.sluice.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.sluice.job.JobHour;
import org.sluice.job.JobThroughput;

class ThroughputTest {

  private static Throughput day(JobHour... hours) {
    return Throughput.of(new JobThroughput(Instant.parse("2026-11-25T15:00:00Z"), List.of(hours)));
  }

  private static JobHour hour(String begin, long done, long failed) {
    return new JobHour(Instant.parse("2026-11-" + begin + ":00:00Z"), 1, done, failed);
  }

  private static JobsChart.Column at(Throughput day, String begin) {
    Instant hour = Instant.parse("2026-11-" + begin + ":00:00Z");
    return day.columns().stream().filter(each -> each.hour().equals(hour)).findFirst().get();
  }

  @Test
  void daysHaveTwentyFourHours() {
    Throughput day = day();
    assertThat(day.columns()).hasSize(24);
    assertThat(day.columns().get(0).hour()).isEqualTo(Instant.parse("2026-11-25T15:00:00Z"));
    assertThat(day.columns().get(23).hour()).isEqualTo(Instant.parse("2026-11-26T14:00:00Z"));
    assertThat(day.columns()).allMatch(each -> each.doneHeight() == 0 && each.failedHeight() == 0);
  }

  @Test
  void whatWasDoneStandsOnTheLineAndWhatFailedHangsBelow() {
    Throughput day = day(hour("26T10", 100, 0), hour("26T11", 50, 20));
    assertThat(day.most()).isEqualTo(100);
    assertThat(day.mostFailed()).isEqualTo(20);
    JobsChart.Column full = at(day, "26T10");
    JobsChart.Column half = at(day, "26T11");
    assertThat(full.doneY()).isEqualTo(Throughput.TOP);
    assertThat(full.doneY() + full.doneHeight()).isEqualTo(day.line());
    assertThat(half.doneHeight()).isCloseTo(full.doneHeight() / 2, within());
    assertThat(half.failedHeight()).as("on one scale").isCloseTo(full.doneHeight() / 5, within());
    assertThat(day.line() + half.failedHeight()).isCloseTo(Throughput.BOTTOM, within());
  }

  @Test
  void oneFailureAmongThousandsIsSeen() {
    Throughput day = day(hour("26T10", 10_000, 1));
    assertThat(at(day, "26T10").failedHeight()).isEqualTo(2);
  }

  @Test
  void dayOfFailuresAloneHangsFromTheTop() {
    Throughput day = day(hour("26T10", 0, 5));
    assertThat(day.line()).isEqualTo(Throughput.TOP);
    assertThat(at(day, "26T10").failedHeight()).isEqualTo(Throughput.BOTTOM - Throughput.TOP);
  }

  @Test
  void scaleEndsAtARoundNumber() {
    assertThat(
            LongStream.of(0, 1, 2, 3, 6, 7, 10, 11, 13, 21, 51, 100, 101, 1063, 8001)
                .map(Throughput::round))
        .containsExactly(
            0L, 1L, 2L, 3L, 6L, 8L, 10L, 12L, 15L, 25L, 60L, 100L, 120L, 1200L, 10_000L);
  }

  private static Offset<Double> within() {
    return Offset.offset(0.02);
  }
}
