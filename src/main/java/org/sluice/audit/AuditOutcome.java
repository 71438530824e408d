package org.sluice.audit;

/** How an audited act ended. */
public enum AuditOutcome {
  /** It was done. */
  DONE,
  /** It was refused, such as a sign-in with a wrong password. */
  REFUSED,
  /** It was permitted but did not work. */
  FAILED
}
