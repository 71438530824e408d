package org.sluice.console;

/** How commits read, on pages and in what the script is told. */
public final class Commits {

  private static final int SHORT = 12;

  private Commits() {}

  /** A commit's id as people compare it; a dash if there is none. */
  public static String shortened(String commit) {
    // Pages hand over an empty text where there is none.
    return commit == null || commit.isEmpty()
        ? "–"
        : commit.substring(0, Math.min(SHORT, commit.length()));
  }
}
