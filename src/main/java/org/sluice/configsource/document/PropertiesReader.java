package org.sluice.configsource.document;

import java.nio.charset.StandardCharsets;

/**
 * Reads properties as Spring Boot does: like {@code java.util.Properties}, and {@code #---} or
 * {@code !---} on a line of its own begins another document unless a comment of the same kind
 * stands next to it, and {@code key[]=a,b} is a list.
 *
 * <p>Columns are counted as there too: an escape counts as one.
 */
final class PropertiesReader {

  private static final int END = -1;
  private static final String ESCAPED = "trnf";
  private static final String UNESCAPED = "\t\r\n\f";

  private final String text;
  private final Entries entries = new Entries();
  private final StringBuilder buffer = new StringBuilder();
  private int next;
  private int lines;
  private int column = -1;
  private int character;
  private boolean escaped;

  /** The sign with which the line before began, if it was a comment. */
  private int commentBefore = END;

  private PropertiesReader(byte[] bytes) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    this.text = latin.replace("\r\n", "\n").replace('\r', '\n');
  }

  static Entries read(byte[] bytes) throws Unreadable {
    PropertiesReader reader = new PropertiesReader(bytes);
    while (reader.advance()) {
      reader.line();
    }
    if (!reader.entries.isEmpty()) {
      reader.entries.endDocument();
    }
    return reader.entries;
  }

  private void line() throws Unreadable {
    if (character != '#' && character != '!') {
      commentBefore = END;
      entry();
      return;
    }
    int sign = character;
    if (endsDocument()) {
      if (!entries.isEmpty()) {
        entries.endDocument();
      }
      return;
    }
    entries.resumeDocument();
    commentBefore = sign;
    while (character != '\n' && character != END) {
      character = take();
    }
    column = -1;
  }

  /** Whether the comment that begins here is the line between two documents. */
  private boolean endsDocument() throws Unreadable {
    if (character == commentBefore || column != 0) {
      return false;
    }
    for (int hyphen = 0; hyphen < 3; hyphen++) {
      advance();
      if (character != '-') {
        return false;
      }
    }
    advance();
    skipBlanks();
    return isEndOfLine();
  }

  private void entry() throws Unreadable {
    String key = key().trim();
    if (!key.endsWith("[]")) {
      put(key, value(false));
      return;
    }
    String list = key.substring(0, key.length() - 2);
    int index = 0;
    do {
      put(list + "[" + index++ + "]", value(true));
      if (!isEndOfLine()) {
        advance();
      }
    } while (!isEndOfLine());
  }

  private void put(String key, Value value) throws Unreadable {
    if (!key.isEmpty()) {
      entries.put(key, value);
    }
  }

  private String key() throws Unreadable {
    buffer.setLength(0);
    boolean blankBefore = false;
    while (!isEndOfLine()) {
      if (!escaped && (character == '=' || character == ':')) {
        advance();
        break;
      }
      boolean blank = isBlank();
      if (blankBefore && !blank) {
        break;
      }
      blankBefore = blank;
      buffer.append((char) character);
      advance();
    }
    return buffer.toString();
  }

  private Value value(boolean ofList) throws Unreadable {
    buffer.setLength(0);
    while (isBlank() && !isEndOfLine()) {
      advance();
    }
    int line = lines + 1;
    int from = column + 1;
    while (!isEndOfLine() && !(ofList && !escaped && character == ',')) {
      buffer.append((char) character);
      advance();
    }
    return new Value(buffer.toString(), line, from);
  }

  /** Goes to the next character that counts; false at the end of the file. */
  private boolean advance() throws Unreadable {
    boolean continued;
    do {
      continued = false;
      escaped = false;
      character = take();
      column++;
      if (column == 0) {
        skipBlanks();
      }
      if (character == '\\') {
        escaped = true;
        character = take();
        int known = ESCAPED.indexOf(character);
        if (known >= 0) {
          character = UNESCAPED.charAt(known);
        } else if (character == '\n') {
          column = -1;
          continued = true;
        } else if (character == 'u') {
          character = unicode();
        }
      } else if (character == '\n') {
        column = -1;
      }
    } while (continued);
    return character != END;
  }

  private void skipBlanks() {
    while (isBlank()) {
      character = take();
      column++;
    }
  }

  private int unicode() throws Unreadable {
    int code = 0;
    for (int digit = 0; digit < 4; digit++) {
      int read = take();
      int value = read < 128 ? Character.digit(read, 16) : -1;
      if (value < 0) {
        throw Unreadable.at(lines + 1, "has a \\u that four digits do not follow");
      }
      code = (code << 4) + value;
    }
    return code;
  }

  private int take() {
    if (next == text.length()) {
      return END;
    }
    char taken = text.charAt(next++);
    if (taken == '\n') {
      lines++;
    }
    return taken;
  }

  private boolean isBlank() {
    return !escaped && (character == ' ' || character == '\t' || character == '\f');
  }

  private boolean isEndOfLine() {
    return character == END || (!escaped && character == '\n');
  }
}
