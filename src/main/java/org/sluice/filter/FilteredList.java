package org.sluice.filter;

/** A list whose filters can be kept. */
public enum FilteredList {
  /** All repositories. */
  REPOSITORIES,
  /** Lights and pull requests. */
  DASHBOARD
}
