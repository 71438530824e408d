package org.sluice.delivery.plan;

import java.util.List;
import org.sluice.failure.DomainException;
import org.sluice.git.tree.PathPatterns;
import org.sluice.platform.Inside;

/**
 * Which paths of a repository a subscription is about: those that a pattern of one list meets and
 * none of another does.
 */
@Inside
public final class PathFilter {

  /** Most patterns of one list. */
  public static final int MOST = 50;

  /** Longest pattern. */
  public static final int LONGEST = 200;

  /** What is sent where nothing else is said: everything. */
  public static final List<String> EVERYTHING = List.of("**");

  private final PathPatterns include;
  private final PathPatterns exclude;

  private PathFilter(PathPatterns include, PathPatterns exclude) {
    this.include = include;
    this.exclude = exclude;
  }

  /** The filter of two lists that {@link #requireValid} has let through. */
  public static PathFilter of(List<String> include, List<String> exclude) {
    return new PathFilter(
        include.equals(EVERYTHING) ? null : new PathPatterns(include), new PathPatterns(exclude));
  }

  /**
   * Checks patterns that were entered.
   *
   * @param field name of the field, such as {@code include}
   * @throws DomainException INVALID, naming the field
   */
  public static void requireValid(String field, List<String> patterns) {
    if (patterns.size() > MOST) {
      throw DomainException.invalid(field, "holds more than " + MOST + " patterns");
    }
    for (String pattern : patterns) {
      if (pattern == null || pattern.isBlank()) {
        throw DomainException.invalid(field, "holds an empty pattern");
      }
      if (pattern.length() > LONGEST) {
        throw DomainException.invalid(
            field, "holds a pattern of more than " + LONGEST + " characters");
      }
      if (pattern.chars().anyMatch(sign -> sign < ' ')) {
        throw DomainException.invalid(field, "holds a pattern with a control character");
      }
      if (!PathPatterns.isPattern(pattern)) {
        throw DomainException.invalid(
            field, "holds a pattern that begins with ! or # or meets nothing: " + pattern);
      }
    }
  }

  /** Whether a path passes. */
  public boolean passes(String path) {
    return (include == null || include.meet(path)) && !exclude.meet(path);
  }
}
