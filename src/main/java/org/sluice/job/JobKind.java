package org.sluice.job;

/** What a job does to each of its items. */
public enum JobKind {
  SYNC,
  REFRESH,
  HEALTH_CHECK,
  IMPORT,
  RESYNC,
  DELIVERY_RETRY
}
