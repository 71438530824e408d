package org.sluice.configsource.board;

/** Why a round failed although the upstream did not. */
public enum RoundFailure {
  /** The repository is not mirrored any more. */
  NOT_A_MIRROR,
  /** The repository has no branch, or not the one that is the default label. */
  LABEL_GONE,
  /** What the upstream changed waits for a decision, or is never taken. */
  HELD_BACK,
  /** The sync that the round had started ended early. */
  SYNC_CANCELLED,
  /** The mirror cannot be read. */
  UNREADABLE
}
