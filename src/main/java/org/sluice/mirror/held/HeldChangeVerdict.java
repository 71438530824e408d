package org.sluice.mirror.held;

/** What was decided on a change that a sync did not take. */
public enum HeldChangeVerdict {
  /** Nothing yet. */
  OPEN,
  /** The next sync takes it. */
  APPROVED,
  /** No sync takes it. */
  REJECTED
}
