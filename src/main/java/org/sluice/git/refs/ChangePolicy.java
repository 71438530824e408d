package org.sluice.git.refs;

/**
 * What a sync does with destructive changes: refs that the upstream deleted, or moved elsewhere
 * than to a descendant. Additions and fast-forwards are always taken.
 *
 * <p>Under each of them but {@link #FOLLOW_ALL}, changes that would take away most of the refs wait
 * for approval. Whatever is overwritten or deleted stays restorable for a time.
 */
public enum ChangePolicy {
  /** They are taken. */
  FOLLOW,
  /** They are never taken; the difference is reported. */
  KEEP,
  /** They wait until somebody approves or rejects them. */
  APPROVE,
  /** They are taken, however many they are. */
  FOLLOW_ALL
}
