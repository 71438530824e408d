package org.sluice.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What doors say of input, in the language of a page.
 *
 * <p>Doors say it in English, since the API does, and with the numbers of the installation in it;
 * so there is no key that a bundle could know it by. Each language has a file of their sentences
 * beside the bundles instead. What the file does not know stays English.
 */
final class DoorWords {

  private static final Pattern HOLE = Pattern.compile("\\{(\\d)}");
  private static final Map<String, DoorWords> BY_LANGUAGE = new ConcurrentHashMap<>();

  private final List<Saying> sayings;

  /**
   * One sentence.
   *
   * @param theirs matches the door's words, with a group for each hole
   * @param ours the page's, with {0}, {1} for the groups
   */
  private record Saying(Pattern theirs, String ours) {

    static Saying of(String line) {
      int at = line.lastIndexOf(" = ");
      StringBuilder pattern = new StringBuilder();
      Matcher hole = HOLE.matcher(line.substring(0, at));
      int from = 0;
      while (hole.find()) {
        pattern.append(Pattern.quote(line.substring(from, hole.start()))).append("(.*?)");
        from = hole.end();
      }
      pattern.append(Pattern.quote(line.substring(from, at)));
      return new Saying(Pattern.compile(pattern.toString()), line.substring(at + 3));
    }

    String with(Matcher found) {
      return HOLE.matcher(ours)
          .replaceAll(
              hole -> Matcher.quoteReplacement(found.group(Integer.parseInt(hole.group(1)) + 1)));
    }
  }

  private DoorWords(List<Saying> sayings) {
    this.sayings = sayings;
  }

  /** Those of a language. */
  static DoorWords in(Locale locale) {
    return BY_LANGUAGE.computeIfAbsent(locale.getLanguage(), DoorWords::read);
  }

  private static DoorWords read(String language) {
    List<Saying> sayings = new ArrayList<>();
    try (InputStream in = DoorWords.class.getResourceAsStream("doors_" + language + ".txt")) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Saying::of)
          .forEach(sayings::add);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new DoorWords(sayings);
  }

  /** The same in this language; unchanged if it is not known. */
  String say(String english) {
    for (Saying each : sayings) {
      Matcher found = each.theirs().matcher(english);
      if (found.matches()) {
        return each.with(found);
      }
    }
    return english;
  }
}
