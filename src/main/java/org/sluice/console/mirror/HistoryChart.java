package org.sluice.console.mirror;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import org.sluice.console.Language;
import org.sluice.console.repository.MirrorFace;
import org.sluice.console.repository.RepositoryBacking;
import org.sluice.identity.Caller;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.history.SyncRunOutcome;
import org.sluice.mirror.history.SyncRunView;
import org.sluice.rest.PageQuery;

/**
 * The latest runs of a mirror, drawn: how long each took and what it received.
 *
 * <p>Heights are pixels, places across are percent, so that the drawing grows with the page while
 * its marks and letters do not.
 */
@Named
@RequestScoped
public class HistoryChart {

  /** Most runs that are drawn; on a phone each has nine pixels. */
  private static final int MOST = 30;

  private static final int TIME_TOP = 30;
  private static final int TIME_BOTTOM = 126;
  private static final int BYTES_TOP = 172;
  private static final int BYTES_BOTTOM = 228;

  /** A bar of what little was received can still be seen. */
  private static final double LEAST_BAR = 2;

  private static final long[] MILLISECONDS = {
    1, 10, 100, 1000, 10_000, 60_000, 600_000, 3_600_000, 36_000_000
  };

  private static final long[] BYTES = {
    1,
    10,
    100,
    1 << 10,
    10 << 10,
    100 << 10,
    1 << 20,
    10 << 20,
    100 << 20,
    1L << 30,
    10L << 30,
    100L << 30,
    1L << 40,
    10L << 40
  };

  @Inject private RepositoryBacking page;
  @Inject private Caller caller;
  @Inject private MirrorService mirrors;
  @Inject private MirrorFace face;
  @Inject private Language language;

  private List<SyncRunView> runs = List.of();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Tick> timeTicks = new ArrayList<>();
  private final List<Tick> byteTicks = new ArrayList<>();

  /**
   * One run in the drawing.
   *
   * @param jobId the job that ran it; null if that tells nothing of it
   * @param left percent where its part begins
   * @param middle percent where it is drawn
   * @param outcome how it ended, which is its shape
   * @param timeY pixel of the time that it took
   * @param bytesY pixel of what it received
   * @param bytesHeight height of that bar; 0 if it received nothing
   * @param words all of that in words
   */
  public record Mark(
      UUID jobId,
      double left,
      double middle,
      SyncRunOutcome outcome,
      double timeY,
      double bytesY,
      double bytesHeight,
      String words) {}

  /** A round value beside a scale. */
  public record Tick(double y, String words) {}

  /** An outcome among the runs, how often, and in words. */
  public record Kind(SyncRunOutcome outcome, int count, String words) {}

  @PostConstruct
  void draw() {
    if (page.getRepository() == null) {
      return;
    }
    PageQuery latest =
        new PageQuery(1, MOST, List.of(new PageQuery.Sort("startedAt", true)), null, Map.of());
    runs =
        new ArrayList<>(
            mirrors
                .history(caller, page.getRepository().owner(), page.getRepository().name(), latest)
                .items());
    Collections.reverse(runs);
    if (runs.isEmpty()) {
      return;
    }
    Scale times = scale(runs.stream().mapToLong(HistoryChart::took).toArray());
    long[] received = runs.stream().mapToLong(SyncRunView::bytes).filter(b -> b > 0).toArray();
    Scale bytes =
        received.length == 0
            ? null
            : Scale.over(BYTES, least(received), most(received), BYTES_TOP, BYTES_BOTTOM);
    write(timeTicks, times, ms -> language.span(Duration.ofMillis(ms)));
    if (bytes != null) {
      write(byteTicks, bytes, language::bytes);
    }
    double width = 100.0 / runs.size();
    for (int i = 0; i < runs.size(); i++) {
      marks.add(mark(runs.get(i), i * width, width, times, bytes));
    }
  }

  private Mark mark(SyncRunView run, double left, double width, Scale times, Scale bytes) {
    double top =
        bytes == null || run.bytes() == 0
            ? BYTES_BOTTOM
            : Math.min(bytes.at(run.bytes()), BYTES_BOTTOM - LEAST_BAR);
    return new Mark(
        face.isTraced(run) ? run.jobId() : null,
        hundredths(left),
        hundredths(left + width / 2),
        run.outcome(),
        times.at(took(run)),
        top,
        BYTES_BOTTOM - top,
        words(run));
  }

  private String words(SyncRunView run) {
    return language.text(
        "chart.run",
        run.completedAt().toString(),
        face.runText(run),
        language.span(Duration.ofMillis(took(run))),
        language.bytes(run.bytes()));
  }

  private static Scale scale(long[] times) {
    return Scale.over(MILLISECONDS, least(times), most(times), TIME_TOP, TIME_BOTTOM);
  }

  private static void write(List<Tick> ticks, Scale scale, LongFunction<String> words) {
    scale.ticks().forEach(value -> ticks.add(new Tick(scale.at(value), words.apply(value))));
  }

  private static long took(SyncRunView run) {
    return Math.max(1, Duration.between(run.startedAt(), run.completedAt()).toMillis());
  }

  private static long least(long[] values) {
    return Arrays.stream(values).min().orElse(1);
  }

  private static long most(long[] values) {
    return Arrays.stream(values).max().orElse(1);
  }

  private static double hundredths(double percent) {
    return Math.round(percent * 100) / 100.0;
  }

  /** The runs, the latest last; none if there was no sync yet. */
  public List<Mark> getMarks() {
    return marks;
  }

  /** Percent that one run has across. */
  public double getWidth() {
    return runs.isEmpty() ? 100 : hundredths(100.0 / runs.size());
  }

  /** Round times beside the upper scale. */
  public List<Tick> getTimeTicks() {
    return timeTicks;
  }

  /** Round sizes beside the lower scale; none if nothing was received. */
  public List<Tick> getByteTicks() {
    return byteTicks;
  }

  /** Which outcomes there are, for the legend. */
  public List<Kind> getKinds() {
    Map<SyncRunOutcome, Integer> counts = new EnumMap<>(SyncRunOutcome.class);
    runs.forEach(run -> counts.merge(run.outcome(), run.runs(), Integer::sum));
    List<Kind> kinds = new ArrayList<>();
    counts.forEach(
        (outcome, count) ->
            kinds.add(new Kind(outcome, count, language.text("run.outcome." + outcome))));
    return kinds;
  }

  /** The oldest run that is drawn; null if there is none. */
  public SyncRunView getOldest() {
    return runs.isEmpty() ? null : runs.get(0);
  }

  /** The latest run; null if there is none. */
  public SyncRunView getLatest() {
    return runs.isEmpty() ? null : runs.get(runs.size() - 1);
  }

  /** All of it in one sentence: how many, the usual and the longest time, what was received. */
  public String getSummary() {
    long[] times = runs.stream().mapToLong(HistoryChart::took).sorted().toArray();
    return runs.isEmpty()
        ? ""
        : language.text(
            "chart.summary",
            runs.stream().mapToInt(SyncRunView::runs).sum(),
            language.span(Duration.ofMillis(times[(times.length - 1) / 2])),
            language.span(Duration.ofMillis(times[times.length - 1])),
            language.bytes(runs.stream().mapToLong(SyncRunView::bytes).sum()));
  }
}
