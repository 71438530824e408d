package org.sluice.intake.reading;

import java.util.Iterator;
import java.util.List;

/** Entries of addresses that somebody has listed already; each is a line of its own. */
final class ListedEntries extends Entries {

  private final Iterator<String> addresses;
  private int line;

  ListedEntries(List<String> addresses) {
    this.addresses = addresses.iterator();
  }

  @Override
  Entry advance() {
    return addresses.hasNext() ? Entry.of(++line, addresses.next()) : null;
  }
}
