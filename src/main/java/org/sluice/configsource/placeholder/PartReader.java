package org.sluice.configsource.placeholder;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a text apart at its placeholders, <code>${name}</code> or <code>${name:otherwise}</code>,
 * which may hold others.
 */
final class PartReader {

  private static final String OPEN = "${";

  /** Most placeholders within placeholders. */
  private static final int MOST_DEPTH = 50;

  private final boolean escapes;

  /**
   * A reader.
   *
   * @param escapes whether a backslash before a placeholder or a colon takes its meaning away
   */
  PartReader(boolean escapes) {
    this.escapes = escapes;
  }

  /** The parts; null if no placeholder begins in the text. */
  List<Part> parts(String text) {
    return parts(text, 0);
  }

  private List<Part> parts(String text, int depth) {
    int open = text.indexOf(OPEN);
    if (open < 0) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    StringBuilder letters = new StringBuilder();
    Braces braces = Braces.of(text);
    int done = 0;
    while (open >= 0) {
      int inside = open + OPEN.length();
      int close = depth > MOST_DEPTH ? -1 : braces.close(inside - 1);
      if (close < 0) {
        letters.append(text, done, inside);
        done = inside;
      } else if (isEscaped(text, open)) {
        letters.append(text, done, open - 1).append(OPEN);
        done = inside;
      } else {
        letters.append(text, done, open);
        flush(letters, parts);
        parts.add(placeholder(text.substring(inside, close), depth));
        done = close + 1;
      }
      open = text.indexOf(OPEN, done);
    }
    letters.append(text, done, text.length());
    flush(letters, parts);
    return parts;
  }

  private static void flush(StringBuilder letters, List<Part> parts) {
    if (letters.length() > 0) {
      parts.add(Part.letters(letters.toString()));
      letters.setLength(0);
    }
  }

  private Part placeholder(String inside, int depth) {
    List<Part> nested = parts(inside, depth + 1);
    if (nested == null) {
      nested = List.of(Part.letters(inside));
    }
    List<Part> name = new ArrayList<>();
    for (int at = 0; at < nested.size(); at++) {
      Part part = nested.get(at);
      int colon = part.isLetters() ? colon(part.text()) : -1;
      if (colon >= 0) {
        List<Part> otherwise = new ArrayList<>();
        name.add(Part.letters(unescaped(part.text().substring(0, colon))));
        otherwise.add(Part.letters(part.text().substring(colon + 1)));
        otherwise.addAll(nested.subList(at + 1, nested.size()));
        return new Part(inside, name, otherwise);
      }
      name.add(part.isLetters() ? Part.letters(unescaped(part.text())) : part);
    }
    return new Part(inside, name, null);
  }

  private int colon(String text) {
    int colon = text.indexOf(':');
    while (colon >= 0 && isEscaped(text, colon)) {
      colon = text.indexOf(':', colon + 1);
    }
    return colon;
  }

  private String unescaped(String name) {
    return escapes ? name.replace("\\:", ":") : name;
  }

  private boolean isEscaped(String text, int at) {
    return escapes && at > 0 && text.charAt(at - 1) == '\\';
  }
}
