package org.sluice.job.item;

/** What a job item is about. */
public enum SubjectType {
  REPOSITORY,
  SUBSCRIPTION,
  IMPORT_LINE,
  STANDING_IMPORT
}
