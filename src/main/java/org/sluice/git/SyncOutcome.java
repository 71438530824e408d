package org.sluice.git;

import java.time.Duration;
import java.util.List;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;

/**
 * A sync that reached its end: the mirror's refs are equal to those that the upstream listed, but
 * for those that are held back or left out.
 *
 * @param first whether this was the first clone
 * @param changed whether any ref or HEAD moved
 * @param refs how many refs moved, by class
 * @param taken the changes that were taken
 * @param heldBack the changes that were not
 * @param bytes received
 * @param objects received
 * @param lsRefs time of listing
 * @param fetch time of receiving, resolving and checking
 * @param update time of moving refs
 * @param digest SHA-256 in hex over the sorted {@code oid SP refname LF} lines of the mirrored
 *     refs, as the mirror has them now
 * @param listing digest of what the upstream listed, as a {@link Glance} tells it
 * @param refCount number of mirrored refs
 * @param head ref that HEAD points to, such as {@code refs/heads/main}; null if the upstream has
 *     none
 * @param sizeBytes size of the mirror on disk
 * @param leftOut names that the upstream lists and that cannot be mirrored, sorted: {@code x}
 *     beside {@code x/y}, or no valid names
 * @param movedTo where the upstream has moved for good, as a clone URL; null if it has not
 */
public record SyncOutcome(
    boolean first,
    boolean changed,
    RefChanges refs,
    List<RefChange> taken,
    List<HeldBack> heldBack,
    long bytes,
    long objects,
    Duration lsRefs,
    Duration fetch,
    Duration update,
    String digest,
    String listing,
    int refCount,
    String head,
    long sizeBytes,
    List<String> leftOut,
    String movedTo) {

  /** Keeps copies of the lists. */
  public SyncOutcome {
    taken = List.copyOf(taken);
    heldBack = List.copyOf(heldBack);
    leftOut = List.copyOf(leftOut);
  }

  /** What a later sync comes to that finds everything as this one left it. */
  public SyncOutcome unchanged(long received, Duration took) {
    return new SyncOutcome(
        false,
        false,
        RefChanges.of(List.of(), false),
        List.of(),
        heldBack,
        received,
        0,
        took,
        Duration.ZERO,
        Duration.ZERO,
        digest,
        listing,
        refCount,
        head,
        sizeBytes,
        leftOut,
        movedTo);
  }

  /** Whether the mirror differs from what the upstream listed. */
  public boolean isDiffering() {
    return !heldBack.isEmpty() || !leftOut.isEmpty();
  }

  /** Number of changes that a person is to decide on. */
  public int undecided() {
    return (int) heldBack.stream().filter(each -> each.reason().needsDecision()).count();
  }

  /**
   * Refs that moved, by class.
   *
   * @param created new refs
   * @param fastForward refs that moved to a descendant
   * @param forced refs that moved elsewhere
   * @param deleted refs that the upstream no longer has
   * @param headMoved whether HEAD points to another ref
   */
  public record RefChanges(
      int created, int fastForward, int forced, int deleted, boolean headMoved) {

    /** How many of the changes are of each class. */
    static RefChanges of(List<RefChange> changes, boolean headMoved) {
      int[] counts = new int[RefChange.Type.values().length];
      changes.forEach(change -> counts[change.type().ordinal()]++);
      return new RefChanges(
          counts[RefChange.Type.CREATED.ordinal()],
          counts[RefChange.Type.FAST_FORWARD.ordinal()],
          counts[RefChange.Type.FORCED.ordinal()],
          counts[RefChange.Type.DELETED.ordinal()],
          headMoved);
    }

    /** Number of refs that moved. */
    public int total() {
      return created + fastForward + forced + deleted;
    }
  }
}
