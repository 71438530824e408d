package org.sluice.configsource.placeholder;

import java.util.List;

/**
 * A part of a text: letters, or the name of a value and perhaps what stands for it if there is
 * none.
 *
 * @param text letters, or all that stands between the braces
 * @param name parts that the name is made of; null if these are letters
 * @param otherwise parts that stand for a value that is not there; null if nothing does
 */
record Part(String text, List<Part> name, List<Part> otherwise) {

  static Part letters(String text) {
    return new Part(text, null, null);
  }

  boolean isLetters() {
    return name == null;
  }
}
