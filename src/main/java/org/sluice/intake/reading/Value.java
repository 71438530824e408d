package org.sluice.intake.reading;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads single values that people write into lists. */
final class Value {

  private Value() {}

  /** The text without blanks around it; null if nothing is left. */
  static String of(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Labels of one cell, parted by semicolons, commas or bars. */
  static List<String> tags(String text) {
    return text == null
        ? List.of()
        : Stream.of(text.split("[;,|]"))
            .map(String::strip)
            .filter(tag -> !tag.isEmpty())
            .distinct()
            .toList();
  }

  /** A truth value as people write one; empty if it is none. */
  static Optional<Boolean> truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1" -> Optional.of(true);
      case "false", "no", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
