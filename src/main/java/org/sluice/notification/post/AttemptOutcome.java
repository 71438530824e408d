package org.sluice.notification.post;

/** How an attempt to send ended, as a channel shows its last one. */
public enum AttemptOutcome {
  /** Taken. */
  SENT,
  /** Not taken; it may be tried again. */
  FAILED
}
