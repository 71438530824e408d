package org.sluice.configsource.document;

import org.sluice.platform.Inside;

/**
 * A value of a file and where it begins.
 *
 * @param value text, truth, number or bytes; never null
 * @param line counted from 1; 0 if it is not known
 * @param column counted from 1; 0 is the end of the line before
 */
@Inside
public record Value(Object value, int line, int column) {

  /** A value of which it is not known where it begins. */
  static Value somewhere(Object value) {
    return new Value(value, 0, 0);
  }

  /** Whether it is known where it begins. */
  public boolean hasOrigin() {
    return line > 0;
  }

  /** Where it begins, as line and column. */
  public String origin() {
    return line + ":" + column;
  }
}
