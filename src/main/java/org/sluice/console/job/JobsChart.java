package org.sluice.console.job;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sluice.console.Language;
import org.sluice.identity.Caller;
import org.sluice.job.JobHour;
import org.sluice.job.JobService;
import org.sluice.job.JobThroughput;

/** What jobs worked through in each hour of the last day, drawn. */
@Named
@RequestScoped
public class JobsChart {

  @Inject private Caller caller;
  @Inject private JobService jobs;
  @Inject private Language language;

  private List<JobHour> hours;
  private Throughput drawn;

  /**
   * One hour in the drawing.
   *
   * @param hour its beginning
   * @param jobs how many ended
   * @param done items that succeeded
   * @param failed items that failed
   * @param left percent where its part begins
   * @param barLeft percent where its bars begin
   * @param doneY pixel of the top of what was done
   * @param doneHeight its height; 0 if nothing was
   * @param failedHeight height of what failed, below the line; 0 if nothing did
   */
  public record Column(
      Instant hour,
      long jobs,
      long done,
      long failed,
      double left,
      double barLeft,
      double doneY,
      double doneHeight,
      double failedHeight) {}

  /** A round number beside the scale. */
  public record Tick(double y, String words) {}

  @PostConstruct
  void draw() {
    JobThroughput day = jobs.throughput(caller, Throughput.HOURS);
    hours = day.hours();
    drawn = Throughput.of(day);
  }

  /** Whether anything ended in the day. */
  public boolean isQuiet() {
    return hours.isEmpty();
  }

  /** The hours, the latest last. */
  public List<Column> getColumns() {
    return drawn.columns();
  }

  /** Percent that one hour has across. */
  public double getPart() {
    return 100.0 / Throughput.HOURS;
  }

  /** Percent that a bar is wide. */
  public double getWidth() {
    return Throughput.width();
  }

  /** Pixel of the line that both stand at. */
  public double getLine() {
    return drawn.line();
  }

  /** Round numbers beside the scale, as far as there is room between them. */
  public List<Tick> getTicks() {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(drawn.line(), language.number(0)));
    if (drawn.most() > 0) {
      ticks.add(new Tick(Throughput.TOP, language.number(drawn.most())));
    }
    if (drawn.mostFailed() > 0 && Throughput.BOTTOM - drawn.line() > Throughput.TOP) {
      ticks.add(new Tick(Throughput.BOTTOM, language.number(drawn.mostFailed())));
    }
    return ticks;
  }

  /** An hour in words; the script says its beginning as the reader's clock does. */
  public String words(Column column) {
    return language.text(
        "throughput.hour", column.hour().toString(), column.done(), column.failed(), column.jobs());
  }

  /** The day in words. */
  public String getSummary() {
    return isQuiet()
        ? language.text("throughput.none")
        : language.text(
            "throughput.summary",
            hours.stream().mapToLong(JobHour::done).sum(),
            hours.stream().mapToLong(JobHour::failed).sum(),
            hours.stream().mapToLong(JobHour::jobs).sum());
  }
}
