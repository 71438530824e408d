package org.sluice.configsource.form;

import java.util.ArrayList;
import java.util.List;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * A key taken apart at its dots and indices. What stands in brackets and is no number belongs to
 * the name, dots in it part it all the same.
 */
final class KeyPath {

  private static final int MOST_STEPS = 200;

  private final String key;
  private final List<Step> steps = new ArrayList<>();

  /**
   * A name in a map or an index in a list.
   *
   * @param name null if it is an index
   * @param index -1 if it is a name
   */
  record Step(String name, int index) {

    boolean isIndex() {
      return name == null;
    }
  }

  private KeyPath(String key) {
    this.key = key;
  }

  /**
   * The steps of a key, at least one, the first of which is a name.
   *
   * @throws DomainException INVALID if it cannot be taken apart
   */
  static List<Step> of(String key) {
    KeyPath path = new KeyPath(key);
    int at = path.name(0);
    while (at >= 0) {
      at = key.charAt(at) == '[' ? path.index(at + 1) : path.name(at + 1);
    }
    return path.steps;
  }

  private void add(Step step) {
    if (steps.size() == MOST_STEPS) {
      throw invalid();
    }
    steps.add(step);
  }

  /** Where the name ends that begins here, at a dot or a bracket; -1 if the key ends with it. */
  private int name(int from) {
    int bracket = -1;
    int end = -1;
    for (int at = from; at < key.length() && end < 0; at++) {
      char sign = key.charAt(at);
      if (sign == '.') {
        end = at;
      } else if (sign == '[') {
        bracket = at;
      } else if (sign == ']' && isNumber(key.substring(bracket + 1, at))) {
        if (bracket < from) {
          break;
        }
        end = bracket;
      }
    }
    if (end == from) {
      throw invalid();
    }
    add(new Step(end < 0 ? key.substring(from) : key.substring(from, end), -1));
    return end;
  }

  /** Where it goes on after the index that begins here; -1 if the key ends with it. */
  private int index(int from) {
    int close = key.indexOf(']', from);
    String digits = key.substring(from, Math.max(from, close));
    if (digits.isEmpty() || !digits.chars().allMatch(Character::isDigit)) {
      throw invalid();
    }
    int index;
    try {
      index = Integer.parseInt(digits);
    } catch (NumberFormatException beyond) {
      throw invalid();
    }
    add(new Step(null, index));
    int next = close + 1;
    if (next == key.length()) {
      return -1;
    }
    if (key.charAt(next) != '.' && key.charAt(next) != '[') {
      throw invalid();
    }
    return next;
  }

  private static boolean isNumber(String text) {
    try {
      Integer.parseInt(text);
      return true;
    } catch (NumberFormatException none) {
      return false;
    }
  }

  private static DomainException invalid() {
    return new DomainException(
        FailureKind.INVALID,
        "key-without-structure",
        "A key cannot be written in this form; JSON with all documents has it.");
  }
}
