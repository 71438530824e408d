package org.sluice.job;

/** What a job does to each of its items. */
public enum JobKind {
  SYNC("Syncing"),
  REFRESH("Refreshing"),
  HEALTH_CHECK("Checking"),
  IMPORT("Importing"),
  DISCOVERY("Looking through"),
  RESYNC("Delivering again to"),
  DELIVERY_RETRY("Retrying"),
  DELETION("Deleting");

  private final String verb;

  JobKind(String verb) {
    this.verb = verb;
  }

  /** What is being done to an item, before its name. */
  public String verb() {
    return verb;
  }
}
