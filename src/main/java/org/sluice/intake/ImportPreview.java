package org.sluice.intake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.sluice.intake.reading.ListFormat;

/**
 * What would become of a list.
 *
 * @param format what it is written in; null if a forge told it
 * @param total its entries
 * @param added entries that would become repositories
 * @param duplicates entries that are there already, in the list or in the registry
 * @param refused entries with which something is wrong
 * @param reasons number of entries by why they would not be added
 * @param passedOver names of columns or fields of which nothing is known, 20 at most
 * @param lines the entries in order, 1000 at most; where there are more, those that would be
 *     refused go first
 * @param linesLeftOut number of entries that are not among them
 */
public record ImportPreview(
    ListFormat format,
    int total,
    int added,
    int duplicates,
    int refused,
    Map<Reason, Integer> reasons,
    Collection<String> passedOver,
    List<LineView> lines,
    int linesLeftOut) {

  /** Most lines that are shown. */
  static final int MOST_LINES = 1000;

  /** Copies the collections. */
  public ImportPreview {
    passedOver = List.copyOf(passedOver);
    lines = List.copyOf(lines);
  }
}
