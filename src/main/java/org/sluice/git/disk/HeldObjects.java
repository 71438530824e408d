package org.sluice.git.disk;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.util.NB;

/**
 * Bounds what JGit holds at once while it makes objects from deltas.
 *
 * <p>It follows a delta to what is made from that, before it turns to the next of the same base,
 * and holds each base until the last of its deltas was taken. So a chain of any length holds two
 * objects, but a chain with a second delta beside each of its links holds all of it: some hundred
 * kilobytes of a pack are enough for any heap. What is held is therefore counted along the way, for
 * which it must be known how many deltas name each base.
 */
final class HeldObjects {

  /** Told apart from places by its sign. */
  private static final long BY_ID = Long.MIN_VALUE;

  private final long most;
  private final Deque<Link> path = new ArrayDeque<>();
  private final byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
  private long[] named = new long[64];
  private int count;
  private long held;

  private static final class Link {
    private final AnyObjectId object;
    private long size;
    private int left;

    Link(AnyObjectId object, long size, int left) {
      this.object = object;
      this.size = size;
      this.left = left;
    }
  }

  /**
   * Nothing is held.
   *
   * @param most bytes that may be held at once
   */
  HeldObjects(long most) {
    this.most = most;
  }

  /** A delta came in that names its base by its place in the pack. */
  void named(long place) {
    add(place);
  }

  /** A delta came in that names its base by its id. */
  void named(AnyObjectId id) {
    add(key(id));
  }

  private void add(long key) {
    if (count == named.length) {
      named = Arrays.copyOf(named, 2 * count);
    }
    named[count++] = key;
  }

  /** All deltas came in. */
  void complete() {
    Arrays.sort(named, 0, count);
  }

  /** The first bytes of an id tell more bases apart than a pack can have. */
  private long key(AnyObjectId id) {
    id.copyRawTo(raw, 0);
    return NB.decodeInt64(raw, 0) | BY_ID;
  }

  private int deltasOf(AnyObjectId id, long place) {
    return times(key(id)) + times(place);
  }

  private int times(long key) {
    int first = first(key, false);
    return first(key, true) - first;
  }

  /** Where the first of the sorted names stands that is the key or above it, or only above it. */
  private int first(long key, boolean above) {
    int from = 0;
    int to = count;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (named[middle] > key || named[middle] == key && !above) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /**
   * An object was read of which others are made now; what was made before is held no more.
   *
   * @param object as JGit will name it for a base
   */
  void begin(AnyObjectId object, long place, long size) {
    path.clear();
    held = size;
    path.push(new Link(object, size, deltasOf(object, place)));
  }

  /**
   * An object was made from another.
   *
   * @param object the very one that JGit will name for the base of what is made from it
   * @param place of its delta in the pack
   * @param from the very one that it was made from
   * @throws TooLargeObjectInPackException if more is held than may be
   */
  void made(AnyObjectId object, long place, AnyObjectId from, long size)
      throws TooLargeObjectInPackException {
    while (!path.isEmpty() && path.peek().object != from) {
      held -= path.pop().size;
    }
    if (path.isEmpty()) {
      throw new IllegalStateException("an object was made from one that is not held");
    }
    Link base = path.peek();
    base.left--;
    held += size;
    if (held > most) {
      throw new TooLargeObjectInPackException(held, most);
    }
    if (base.left <= 0) {
      held -= base.size;
      base.size = 0;
    }
    path.push(new Link(object, size, deltasOf(object, place)));
  }
}
