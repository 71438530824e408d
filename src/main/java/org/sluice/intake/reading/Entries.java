package org.sluice.intake.reading;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Inside;

/**
 * The entries of one list, in order, each read when it is asked for.
 *
 * <p>Every step may throw a {@link DomainException} that refuses the list: INVALID where it is not
 * what it began as, TOO_LARGE where it goes on for too long.
 */
@Inside
public abstract class Entries implements Iterator<Entry>, AutoCloseable {

  /** Most entries of a list. */
  public static final int MOST = 50_000;

  private static final int MOST_UNKNOWN = 20;
  private static final int MOST_LETTERS = 60;

  private final Set<String> unknown = new LinkedHashSet<>();
  private Entry next;
  private int count;
  private boolean ended;

  /** Entries of addresses that somebody has listed already; the line of each is its place. */
  public static Entries of(List<String> addresses) {
    return new ListedEntries(addresses);
  }

  /** Reads on to the next entry; null if there is none. */
  abstract Entry advance();

  @Override
  public final boolean hasNext() {
    if (next == null && !ended) {
      next = advance();
      ended = next == null;
      if (next != null && ++count > MOST) {
        throw new DomainException(
            FailureKind.TOO_LARGE, "too-many-entries", "A list may have " + MOST + " entries.");
      }
    }
    return next != null;
  }

  @Override
  public final Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Entry given = next.bounded();
    next = null;
    return given;
  }

  /** Names of columns or fields that were passed over so far, 20 at most. */
  public final Collection<String> unknown() {
    return unknown;
  }

  /** Notes a column or field that nothing is known of. */
  final void passOver(String name) {
    if (unknown.size() < MOST_UNKNOWN) {
      String shown = name.replaceAll("\\p{Cntrl}", " ");
      unknown.add(
          shown.length() > MOST_LETTERS ? shown.substring(0, MOST_LETTERS - 1) + "…" : shown);
    }
  }

  /** The list is refused as a whole. */
  static DomainException unreadable(int line, String what) {
    return DomainException.invalid("file", "line " + line + " " + what);
  }

  @Override
  public void close() {
    // Most lists are text in memory and hold nothing.
  }
}
