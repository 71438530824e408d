package org.sluice.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sluice.intake.plan.PlannedLine;
import org.sluice.intake.reading.ListFormat;

/** Counts the lines of a plan, and keeps those that are shown. */
final class Tally {

  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
  private final List<LineView> refused = new ArrayList<>();
  private final List<LineView> others = new ArrayList<>();
  private int total;

  void add(PlannedLine line) {
    total++;
    verdicts.merge(line.verdict(), 1, Integer::sum);
    if (line.fault() != null) {
      reasons.merge(line.fault().reason(), 1, Integer::sum);
    }
    List<LineView> shown = line.verdict() == Verdict.REFUSED ? refused : others;
    if (shown.size() < ImportPreview.MOST_LINES) {
      shown.add(view(line));
    }
  }

  private static LineView view(PlannedLine line) {
    boolean added = line.verdict() == Verdict.ADD;
    return new LineView(
        line.entry(),
        line.line(),
        line.url(),
        added ? line.namespace().name() : null,
        line.name(),
        line.mirror(),
        line.verdict(),
        line.fault() == null ? null : line.fault().reason(),
        line.sentence());
  }

  int total() {
    return total;
  }

  ImportPreview preview(ListFormat format, Collection<String> passedOver) {
    List<LineView> lines =
        Stream.concat(refused.stream(), others.stream())
            .limit(ImportPreview.MOST_LINES)
            .sorted(Comparator.comparing(LineView::entry))
            .toList();
    return new ImportPreview(
        format,
        total,
        verdicts.getOrDefault(Verdict.ADD, 0),
        verdicts.getOrDefault(Verdict.DUPLICATE, 0),
        verdicts.getOrDefault(Verdict.REFUSED, 0),
        reasons,
        passedOver,
        lines,
        total - lines.size());
  }
}
