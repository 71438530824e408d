package org.sluice.configsource.answer;

import java.util.StringTokenizer;
import java.util.function.Predicate;

/**
 * When a document holds: names of profiles joined by {@code &} or {@code |}, turned round by {@code
 * !}, grouped by parentheses. The two joints may not stand side by side without parentheses.
 */
final class ProfileExpression {

  private static final int MOST_LETTERS = 2_000;
  private static final int MOST_DEPTH = 50;

  private final StringTokenizer tokens;
  private final Predicate<String> active;
  private int depth;

  private ProfileExpression(String text, Predicate<String> active) {
    this.tokens = new StringTokenizer(text, "()&|!", true);
    this.active = active;
  }

  /**
   * Whether an expression fits.
   *
   * @param active whether a profile is
   * @throws IllegalArgumentException if it is none
   */
  static boolean fits(String text, Predicate<String> active) {
    if (text.isBlank() || text.length() > MOST_LETTERS) {
      throw malformed();
    }
    return new ProfileExpression(text, active).joined(false);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("malformed");
  }

  private boolean joined(boolean parenthesized) {
    if (++depth > MOST_DEPTH) {
      throw malformed();
    }
    boolean all = true;
    boolean any = false;
    int count = 0;
    String joint = null;
    while (tokens.hasMoreTokens()) {
      String token = tokens.nextToken().strip();
      switch (token) {
        case "" -> {
          continue;
        }
        case "&", "|" -> {
          if (joint != null && !joint.equals(token)) {
            throw malformed();
          }
          joint = token;
          continue;
        }
        case ")" -> {
          if (!parenthesized) {
            throw malformed();
          }
          depth--;
          return result(joint, all, any, count);
        }
        default -> {
          boolean fits = operand(token);
          all &= fits;
          any |= fits;
          count++;
        }
      }
    }
    if (parenthesized) {
      throw malformed();
    }
    return result(joint, all, any, count);
  }

  private static boolean result(String joint, boolean all, boolean any, int count) {
    if (count == 0) {
      throw malformed();
    }
    return "&".equals(joint) ? all : any;
  }

  private boolean operand(String token) {
    boolean turned = false;
    String operand = token;
    while (operand.equals("!") || operand.isEmpty()) {
      turned ^= operand.equals("!");
      if (!tokens.hasMoreTokens()) {
        throw malformed();
      }
      operand = tokens.nextToken().strip();
    }
    return switch (operand) {
      case "(" -> turned ^ joined(true);
      case ")", "&", "|" -> throw malformed();
      default -> turned ^ active.test(operand);
    };
  }
}
