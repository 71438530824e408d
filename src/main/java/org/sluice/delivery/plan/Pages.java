package org.sluice.delivery.plan;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.sluice.delivery.row.FilePath;

/**
 * Rows sorted by path, read page by page as they are needed.
 *
 * @param <T> a row
 */
final class Pages<T> {

  private static final int SIZE = 500;

  private final BiFunction<FilePath, Integer, List<T>> read;
  private final Function<T, FilePath> path;
  private List<T> page;
  private int at;

  /**
   * Rows that have not been read yet.
   *
   * @param read the rows after a path, or the first ones, at most so many
   */
  Pages(BiFunction<FilePath, Integer, List<T>> read, Function<T, FilePath> path) {
    this.read = read;
    this.path = path;
  }

  /** The row at which this stands; null past the last one. */
  T peek() {
    if (page == null) {
      page = read.apply(null, SIZE);
    } else if (at == page.size() && at == SIZE) {
      page = read.apply(path.apply(page.get(at - 1)), SIZE);
      at = 0;
    }
    return at < page.size() ? page.get(at) : null;
  }

  /** Path of the row at which this stands; null past the last one. */
  FilePath peekPath() {
    T row = peek();
    return row == null ? null : path.apply(row);
  }

  /** Moves on if this stands at a path. */
  T takeAt(FilePath wanted) {
    T row = peek();
    if (row == null || !path.apply(row).equals(wanted)) {
      return null;
    }
    at++;
    return row;
  }
}
