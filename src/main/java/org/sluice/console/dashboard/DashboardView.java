package org.sluice.console.dashboard;

import java.util.Locale;

/** What the dashboard shows below its figures. */
public enum DashboardView {
  /** Repositories as cards. */
  GRID,
  /** Repositories as a table. */
  LIST,
  /** Pull requests. */
  PULLS;

  /** The view that an address names; the grid if it names none that there is. */
  static DashboardView named(String word) {
    for (DashboardView each : values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    return GRID;
  }

  /** As addresses write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
