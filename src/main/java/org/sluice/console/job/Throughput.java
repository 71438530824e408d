package org.sluice.console.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.job.JobHour;
import org.sluice.job.JobThroughput;

/**
 * The hours of a day as columns: what was done stands on a line, what failed hangs below it.
 *
 * <p>Both are on one scale, so that their heights compare. Heights are pixels, places across are
 * percent.
 *
 * @param columns one for each hour, the earliest first
 * @param line pixel of the line
 * @param most round number of items that the top stands for
 * @param mostFailed round number of items that the bottom stands for; 0 if nothing failed
 */
record Throughput(List<JobsChart.Column> columns, double line, long most, long mostFailed) {

  static final int HOURS = 24;
  static final double TOP = 14;
  static final double BOTTOM = 138;

  /** One item of a thousand can still be seen. */
  private static final double LEAST = 2;

  /** Tenths of a power of ten that a scale may end at. */
  private static final long[] ROUND = {0, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100};

  private static final double SIDE = 0.16;

  /** A day of {@value #HOURS} hours. */
  static Throughput of(JobThroughput day) {
    List<JobHour> hours = day.hours();
    Map<Instant, JobHour> byHour = new HashMap<>();
    hours.forEach(each -> byHour.put(each.hour(), each));
    long most = round(hours.stream().mapToLong(JobHour::done).max().orElse(0));
    long mostFailed = round(hours.stream().mapToLong(JobHour::failed).max().orElse(0));
    double pixels = (BOTTOM - TOP) / Math.max(1, most + mostFailed);
    double line = most == 0 && mostFailed > 0 ? TOP : TOP + Math.max(1, most) * pixels;
    List<JobsChart.Column> columns = new ArrayList<>();
    double width = 100.0 / HOURS;
    for (int i = 0; i < HOURS; i++) {
      Instant hour = day.since().plus(Duration.ofHours(i));
      JobHour seen = byHour.getOrDefault(hour, new JobHour(hour, 0, 0, 0));
      double done = height(seen.done(), pixels);
      columns.add(
          new JobsChart.Column(
              hour,
              seen.jobs(),
              seen.done(),
              seen.failed(),
              hundredths(i * width),
              hundredths((i + SIDE) * width),
              hundredths(line - done),
              done,
              height(seen.failed(), pixels)));
    }
    return new Throughput(columns, hundredths(line), most, mostFailed);
  }

  /** Percent that a column is wide. */
  static double width() {
    return hundredths(100.0 / HOURS * (1 - 2 * SIDE));
  }

  private static double height(long items, double pixels) {
    return items == 0 ? 0 : hundredths(Math.max(LEAST, items * pixels));
  }

  /** The least number of one or two digits and zeros that is not less and good to read. */
  static long round(long items) {
    long ten = 1;
    while (items > ten * 10) {
      ten *= 10;
    }
    for (long tenths : ROUND) {
      if (tenths * ten % 10 == 0 && items <= tenths * ten / 10) {
        return tenths * ten / 10;
      }
    }
    return 0;
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
