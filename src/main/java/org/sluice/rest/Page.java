package org.sluice.rest;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items the page's entries, at most {@code size}
 * @param page number of the page, from 1
 * @param size most entries of a page
 * @param total exact number of entries over all pages
 * @param <T> an entry
 */
public record Page<T>(List<T> items, int page, int size, long total) {

  /** Copies the entries. */
  public Page {
    items = List.copyOf(items);
  }

  /** The page of a query's answer. */
  public static <T> Page<T> of(PageQuery query, List<T> items, long total) {
    return new Page<>(items, query.page(), query.size(), total);
  }

  /** The same page with each entry translated. */
  public <R> Page<R> map(Function<? super T, R> translation) {
    return new Page<>(items.stream().<R>map(translation).toList(), page, size, total);
  }

  /** Number of the last page, at least 1. */
  public long lastPage() {
    return Math.max(1, (total + size - 1) / size);
  }
}
