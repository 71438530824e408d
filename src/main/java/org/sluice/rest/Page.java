package org.sluice.rest;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One page of a list.
 *
 * @param items the page's entries, at most {@code size}
 * @param page number of the page, from 1
 * @param size most entries of a page
 * @param total number of entries over all pages; if that is not exact, there are at least these
 * @param totalIsExact whether all were counted
 * @param <T> an entry
 */
public record Page<T>(List<T> items, int page, int size, long total, boolean totalIsExact) {

  /** Entries up to which a list is counted that may be as long as the fleet is large. */
  public static final int COUNTED = 1000;

  /** Copies the entries. */
  public Page {
    items = List.copyOf(items);
  }

  /** The page of a query's answer. */
  public static <T> Page<T> of(PageQuery query, List<T> items, long total) {
    return new Page<>(items, query.page(), query.size(), total, true);
  }

  /**
   * The page of a query's answer of which one entry more was read than the page has, so that only
   * what lies on other pages is counted.
   *
   * @param count tells the number of all entries, as far as they are counted
   */
  public static <T> Page<T> of(PageQuery query, List<T> oneMore, Supplier<Total> count) {
    boolean goesOn = oneMore.size() > query.size();
    List<T> items = goesOn ? oneMore.subList(0, query.size()) : oneMore;
    long upToHere = query.offset() + (long) items.size();
    if (!goesOn && (query.page() == 1 || !items.isEmpty())) {
      return of(query, items, upToHere);
    }
    Total total = goesOn && upToHere >= COUNTED ? Total.atLeast(COUNTED) : count.get();
    if (total.isExact()) {
      return of(query, items, total.number());
    }
    long least = Math.max(total.number(), goesOn ? upToHere + 1 : 0);
    return new Page<>(items, query.page(), query.size(), least, false);
  }

  /**
   * Number of a list's entries.
   *
   * @param number how many there are, or at least
   * @param isExact whether all were counted
   */
  public record Total(long number, boolean isExact) {

    /** All were counted. */
    public static Total exactly(long number) {
      return new Total(number, true);
    }

    /** There are these, and perhaps more. */
    public static Total atLeast(long number) {
      return new Total(number, false);
    }

    /** Of entries that were counted only as far as one more than {@link #COUNTED}. */
    public static Total upTo(long counted) {
      return counted > COUNTED ? atLeast(COUNTED) : exactly(counted);
    }
  }

  /** The same page with each entry translated. */
  public <R> Page<R> map(Function<? super T, R> translation) {
    return translate(all -> all.stream().<R>map(translation).toList());
  }

  /** The same page with all entries translated at once. */
  public <R> Page<R> translate(Function<List<T>, List<R>> translation) {
    return new Page<>(translation.apply(items), page, size, total, totalIsExact);
  }

  /** Number of the last page that is known, at least 1. */
  public long lastPage() {
    return Math.max(1, (total + size - 1) / size);
  }
}
