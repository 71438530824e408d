package org.sluice.intake.reading;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads whole lists for tests. */
final class Lists {

  private Lists() {}

  static ListText text(String list) {
    return ListText.of(list.getBytes(StandardCharsets.UTF_8), null);
  }

  static List<Entry> entries(String list) {
    return entries(text(list));
  }

  static List<Entry> entries(ListText list) {
    List<Entry> read = new ArrayList<>();
    try (Entries entries = list.entries()) {
      entries.forEachRemaining(read::add);
    }
    return read;
  }

  /** {@code line url} of each entry. */
  static List<String> addresses(String list) {
    return entries(list).stream().map(each -> each.line() + " " + each.url()).toList();
  }
}
