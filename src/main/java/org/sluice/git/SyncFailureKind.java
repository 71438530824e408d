package org.sluice.git;

/** Why a sync failed. */
public enum SyncFailureKind {
  /** The upstream wants other credentials, or any. */
  AUTH,
  /** The upstream has no such repository. */
  NOT_FOUND,
  /** The upstream says that the repository is gone for good. */
  GONE,
  /** The upstream has moved for good, to an address that is not followed. */
  MOVED,
  /** The upstream's host key is not the known one. */
  HOST_KEY,
  /** The upstream asks to wait. */
  RATE_LIMITED,
  /** The upstream did not answer in time. */
  TIMEOUT,
  /** The connection could not be made or broke. */
  NETWORK,
  /** The upstream failed by itself. */
  UPSTREAM_5XX,
  /** The server that is pushed to does not take some of the refs. */
  REJECTED,
  /** Two refs of the upstream cannot stand beside each other. */
  REF_CONFLICT,
  /** What the upstream sends is not Git, or not whole, or it sends us elsewhere for now. */
  CORRUPT_UPSTREAM,
  /** The mirror on disk is damaged. */
  CORRUPT_LOCAL,
  /** There is no room on disk. */
  DISK_FULL,
  /** The repository, or something in it, is larger than it may be. */
  QUOTA,
  /** The upstream's address is not allowed. */
  BLOCKED_ADDRESS,
  /** Somebody asked the run to stop. */
  CANCELLED,
  /** The run used up its total time. */
  DEADLINE,
  /** A defect of Sluice. */
  INTERNAL
}
