package org.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result: one row for each figure, as Markdown. */
final class Table {

  /** What a figure must reach. */
  enum Goal {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Goal(String sign) {
      this.sign = sign;
    }
  }

  private final List<String> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Adds a figure.
   *
   * @param id such as {@code P1}
   * @param work what was done
   * @param one and {@code other}: names of the contenders, with their times
   * @param ratio of the two
   */
  void add(
      String id,
      String work,
      String one,
      Rounds.Spread ones,
      String other,
      Rounds.Spread others,
      Rounds.Spread ratio,
      Goal goal,
      double bound) {
    boolean reached = goal == Goal.AT_LEAST ? ratio.median() >= bound : ratio.median() <= bound;
    rows.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s %s | %s %s | %.2f (%.2f–%.2f) | %s %.1f | %s |",
            id,
            work,
            one,
            times(ones),
            other,
            times(others),
            ratio.median(),
            ratio.least(),
            ratio.greatest(),
            goal.sign,
            bound,
            reached ? "yes" : "**no**"));
    // A run that is ended early has told what it knew.
    System.err.println(rows.get(rows.size() - 1));
  }

  /** Adds a sentence below the table, for what is no ratio. */
  void note(String sentence) {
    notes.add(sentence);
    System.err.println(sentence);
  }

  private static String times(Rounds.Spread spread) {
    boolean brief = spread.median() < 0.2;
    double factor = brief ? 1000 : 1;
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f) %s",
        spread.median() * factor,
        spread.least() * factor,
        spread.greatest() * factor,
        brief ? "ms" : "s");
  }

  @Override
  public String toString() {
    return "| | work | peer: median (least–greatest) | Sluice | ratio | to reach | reached |\n"
        + "|---|---|---|---|---|---|---|\n"
        + String.join("\n", rows)
        + (notes.isEmpty() ? "" : "\n\n" + String.join("\n", notes));
  }
}
