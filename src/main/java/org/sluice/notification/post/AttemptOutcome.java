package org.sluice.notification.post;

import org.sluice.egress.webhook.Attempt;

/** How an attempt to send ended, as a channel shows its last one. */
public enum AttemptOutcome {
  /** Taken. */
  SENT,
  /** Not taken; it may be tried again. */
  FAILED;

  /** How an attempt ended. */
  public static AttemptOutcome of(Attempt attempt) {
    return attempt.verdict() == Attempt.Verdict.SENT ? SENT : FAILED;
  }
}
