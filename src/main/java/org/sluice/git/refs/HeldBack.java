package org.sluice.git.refs;

import java.util.Objects;

/**
 * A change of a ref that a sync did not take.
 *
 * @param change what the upstream has
 * @param reason why it was not taken
 */
public record HeldBack(RefChange change, Reason reason) {

  /** Why a change was not taken. */
  public enum Reason {
    /** The policy wants each destructive change approved. */
    APPROVAL,
    /** It is one of so many deletions that most refs would be gone. */
    MOST_REFS,
    /** The upstream lists no refs at all. */
    EMPTY_UPSTREAM,
    /** The policy never takes destructive changes. */
    KEPT,
    /** Somebody rejected it. */
    REJECTED,
    /** Its name cannot stand beside that of a ref whose deletion is held back. */
    IN_THE_WAY;

    /** Whether a person is to decide on it. */
    public boolean needsDecision() {
      return this == APPROVAL || this == MOST_REFS || this == EMPTY_UPSTREAM;
    }
  }

  /** Both are required. */
  public HeldBack {
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(reason, "reason");
  }
}
