package org.sluice.console.dashboard;

import java.util.List;
import java.util.Map;
import org.sluice.pullrequest.OpenAge;

/**
 * How many open pull requests are of one age, as a bar.
 *
 * @param age how old they are
 * @param count how many
 * @param width percent of the longest bar; what is there at all can be seen
 */
public record AgeBar(OpenAge age, long count, double width) {

  private static final double LEAST = 2;

  /** The bars of all ages, the youngest first. */
  static List<AgeBar> of(Map<OpenAge, Long> counts) {
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> new AgeBar(each.getKey(), each.getValue(), width(each.getValue(), most)))
        .toList();
  }

  private static double width(long count, long most) {
    return count == 0 ? 0 : Math.max(LEAST, Math.round(1000.0 * count / most) / 10.0);
  }
}
