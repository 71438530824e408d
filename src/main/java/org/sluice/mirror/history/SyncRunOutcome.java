package org.sluice.mirror.history;

import org.sluice.git.SyncOutcome;

/** How a run of a sync ended. */
public enum SyncRunOutcome {
  /** The mirror was equal already. */
  NO_OP,
  /** Refs moved; the mirror is equal now. */
  CHANGED,
  /** It was damaged on disk, and is cloned again; its refs are as they were before. */
  REPAIRED,
  /** Changes wait for approval; the rest was taken. */
  HELD,
  /** It failed; the mirror is as it was before. */
  FAILED,
  /** It was stopped; the mirror is as it was before. */
  CANCELLED;

  /** How a run ended that came to its end. */
  static SyncRunOutcome of(SyncOutcome outcome) {
    if (outcome.undecided() > 0) {
      return HELD;
    }
    return outcome.changed() ? CHANGED : NO_OP;
  }
}
