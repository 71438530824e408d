package org.sluice.job;

/** What set a job off. */
public enum JobTrigger {
  /** A timer. */
  SCHEDULE,
  /** A person or a system, by API or console. */
  MANUAL,
  /** A forge's webhook. */
  WEBHOOK,
  /** A new repository's first run. */
  IMPORT,
  /** A configuration source that saw a change. */
  FOLLOW;

  /** Whether a person or a system waits for what it sets off. */
  public boolean isAwaited() {
    return this == MANUAL || this == WEBHOOK || this == FOLLOW;
  }
}
