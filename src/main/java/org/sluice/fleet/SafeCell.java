package org.sluice.fleet;

import java.util.regex.Pattern;

/**
 * Cells of a table that no spreadsheet runs: an apostrophe stands before what would begin a
 * formula.
 *
 * <p>It stands before apostrophes that stand there already too, so that taking one away gives back
 * whatever was there.
 */
public final class SafeCell {

  private static final Pattern RUN = Pattern.compile("'*[=+\\-@\\t\\r\\n].*", Pattern.DOTALL);

  private SafeCell() {}

  /** The value as it may stand in a table. */
  public static String guarded(String value) {
    return RUN.matcher(value).matches() ? "'" + value : value;
  }

  /** The value that was {@link #guarded}; any other as it is. */
  public static String plain(String cell) {
    return cell.startsWith("'") && RUN.matcher(cell).matches() ? cell.substring(1) : cell;
  }
}
