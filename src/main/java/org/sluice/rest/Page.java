package org.sluice.rest;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

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

  /**
   * The page of a query's answer, counted only where the page does not tell by itself that it is
   * the last one.
   */
  public static <T> Page<T> of(PageQuery query, List<T> items, LongSupplier count) {
    boolean last = items.size() < query.size() && (query.page() == 1 || !items.isEmpty());
    return of(query, items, last ? query.offset() + items.size() : count.getAsLong());
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
