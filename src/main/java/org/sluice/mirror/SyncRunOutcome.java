package org.sluice.mirror;

/** How a run of a sync ended. */
public enum SyncRunOutcome {
  /** The mirror was equal already. */
  NO_OP,
  /** Refs moved; the mirror is equal now. */
  CHANGED,
  /** Changes wait for approval. */
  HELD,
  /** It failed; the mirror is as it was before. */
  FAILED,
  /** It was stopped; the mirror is as it was before. */
  CANCELLED
}
