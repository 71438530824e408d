package org.sluice.egress.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads what an endpoint says, as far as somebody may want to read it.
 *
 * <p>A little more is read and thrown away, so that the connection can serve the next message.
 */
final class AnswerText {

  private static final int THROWN_AWAY = 16 * 1024;
  private static final int BUFFER = 2 * 1024;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Z}\\s]+");
  private static final Pattern CUT_CHARACTER = Pattern.compile("\uFFFD+$");

  private AnswerText() {}

  /** The media type that a {@code Content-Type} names, in lower case; empty if it names none. */
  static String type(String field) {
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The beginning of a body on one line; never fails.
   *
   * @param type as {@link #type} gives it; what is no text gives none
   */
  static String read(String type, InputStream body) {
    byte[] start;
    try {
      start = body.readNBytes(Answered.MAX_TEXT);
    } catch (IOException cutOff) {
      return "";
    }
    if (start.length == Answered.MAX_TEXT) {
      throwAway(body);
    }
    return start.length > 0 && isText(type) ? line(start) : "";
  }

  private static void throwAway(InputStream body) {
    byte[] buffer = new byte[BUFFER];
    try {
      int count = 0;
      for (int left = THROWN_AWAY; left > 0 && count >= 0; left -= count) {
        count = body.read(buffer);
      }
    } catch (IOException cutOff) {
      // The connection is not used again.
    }
  }

  private static boolean isText(String type) {
    return type.isEmpty()
        || type.startsWith("text/")
        || type.contains("json")
        || type.contains("xml")
        || type.equals("application/x-www-form-urlencoded");
  }

  private static String line(byte[] start) {
    String text = new String(start, StandardCharsets.UTF_8);
    if (start.length == Answered.MAX_TEXT) {
      text = CUT_CHARACTER.matcher(text).replaceFirst("");
    }
    return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
  }
}
