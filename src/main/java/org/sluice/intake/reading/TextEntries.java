package org.sluice.intake.reading;

import java.util.Iterator;
import java.util.regex.Pattern;

/** Entries of plain text: one address on a line; {@code #} begins a comment. */
final class TextEntries extends Entries {

  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*$");
  private static final Pattern BLANK = Pattern.compile("\\s");

  private final Iterator<String> lines;
  private int line;

  TextEntries(String text) {
    lines = text.lines().iterator();
  }

  @Override
  Entry advance() {
    while (lines.hasNext()) {
      line++;
      String text = lines.next().strip();
      // A line of megabytes holds no address, and is not looked through.
      String url = text.length() > 10_000 ? text : COMMENT.matcher(text).replaceFirst("").strip();
      if (url.isEmpty()) {
        continue;
      }
      return BLANK.matcher(url).find()
          ? Entry.malformed(line, url, "must hold one address and nothing else")
          : Entry.of(line, url);
    }
    return null;
  }
}
