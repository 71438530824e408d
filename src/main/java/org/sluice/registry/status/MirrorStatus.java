package org.sluice.registry.status;

/**
 * State of a repository's mirror.
 *
 * <p>{@code QUEUED} and {@code SYNCING} belong to an active job and are undone with it; the others
 * say how the last run settled.
 */
public enum MirrorStatus {
  /** It is not a mirror, or was never synced. */
  IDLE,
  /** A sync waits for its turn. */
  QUEUED,
  /** A sync runs. */
  SYNCING,
  /** The last sync left it equal to the upstream. */
  SUCCESS,
  /** The last sync failed; the mirror is as it was before. */
  FAILED,
  /** Changes wait for approval. */
  HELD,
  /** It failed too often to be tried by itself. */
  DISABLED
}
