package org.sluice.git.tree;

import java.util.List;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/**
 * Patterns of paths, as {@code gitignore} has them: one without a slash meets a name at any depth,
 * one with a slash is from the root, one that meets a folder meets all below it.
 */
public final class PathPatterns {

  private final List<FastIgnoreRule> rules;

  /**
   * The patterns of a list.
   *
   * @param patterns each one that {@link #isPattern} knows
   */
  public PathPatterns(List<String> patterns) {
    rules = patterns.stream().map(FastIgnoreRule::new).toList();
  }

  /** Whether a text is a pattern that may meet something, and not one that takes another back. */
  public static boolean isPattern(String text) {
    FastIgnoreRule rule = new FastIgnoreRule(text);
    return !rule.isEmpty() && !rule.getNegation();
  }

  /** Whether one of them meets a file's path, which has slashes and none at its beginning. */
  public boolean meet(String path) {
    for (FastIgnoreRule rule : rules) {
      if (rule.isMatch(path, false)) {
        return true;
      }
    }
    return false;
  }
}
