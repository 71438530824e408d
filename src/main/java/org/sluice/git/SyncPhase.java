package org.sluice.git;

/** What a sync is doing. */
public enum SyncPhase {
  /** Asking the upstream for its refs. */
  LISTING,
  /** Agreeing on what is missing, and waiting for the upstream to count and compress it. */
  NEGOTIATING,
  /** Receiving the pack. */
  RECEIVING,
  /** Resolving deltas. */
  RESOLVING,
  /** Checking that the new tips are connected. */
  CHECKING,
  /** Moving the refs. */
  UPDATING,
  /** Pushing on to a second URL. */
  PUSHING
}
