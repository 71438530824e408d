package org.sluice.console;

import java.util.List;
import java.util.stream.Stream;

/** What people type into a field that holds more than a word, before a door judges it. */
public final class Typed {

  /** Stands for what is no number, so that a door refuses it as one that is out of range. */
  private static final int NO_NUMBER = -1;

  private Typed() {}

  /** The lines that are not blank; none of null. */
  public static List<String> lines(String text) {
    return parts(text, "\\R");
  }

  /** What stands between commas, which may be of several words; none of null. */
  public static List<String> phrases(String text) {
    return parts(text, ",");
  }

  /** What stands between commas, semicolons or blanks; none of null. */
  public static List<String> words(String text) {
    return parts(text, "[,;\\s]+");
  }

  private static List<String> parts(String text, String separator) {
    return text == null
        ? List.of()
        : Stream.of(text.split(separator))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
  }

  /** A whole number; null of a blank text, out of every range of a text that is none. */
  public static Integer number(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException notOne) {
      return NO_NUMBER;
    }
  }
}
