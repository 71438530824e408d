package org.sluice.git;

import java.util.Collection;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.BlobObjectChecker;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.MutableObjectId;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.NB;
import org.eclipse.jgit.util.RawParseUtils;

/**
 * Looks on while a pack comes in, and tells whether it holds everything that its objects name.
 *
 * <p>JGit shows each object here once, whole, when it has computed its id. If all names lead to
 * objects of the pack, and of the kind that they must be, then whatever can be reached from one of
 * them is there, and a first clone needs no walk, which would read and inflate everything a second
 * time. An object that cannot be read here is no failure: nothing is told of such a pack, and the
 * walk judges it. Used by one thread.
 */
final class PackLinks extends ObjectChecker {

  private static final int WORDS = Constants.OBJECT_ID_LENGTH / Integer.BYTES;
  private static final int HEX = Constants.OBJECT_ID_STRING_LENGTH;
  // The state of a slot: the kind that the object has, and above it the kind it is taken for.
  private static final int KIND = 0b111;
  private static final int TAKEN_FOR = 3;
  private static final int ANY = KIND;
  private static final byte[] TREE = Constants.encodeASCII("tree ");
  private static final byte[] PARENT = Constants.encodeASCII("parent ");
  private static final byte[] OBJECT = Constants.encodeASCII("object ");

  private final BlobObjectChecker blobs =
      new BlobObjectChecker() {
        @Override
        public void update(byte[] bytes, int from, int length) {
          // Blobs name nothing.
        }

        @Override
        public void endBlob(AnyObjectId id) {
          here(id, Constants.OBJ_BLOB);
        }
      };
  private final MutableObjectId named = new MutableObjectId();
  private final byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
  private final int mostSlots;
  // Open addressing over plain arrays: a pack can hold millions of objects.
  private int[] ids;
  private byte[] states;
  private int used;
  private int missing;
  private boolean readable = true;

  /** Looks on with an eighth of the heap at most; of a pack that needs more, nothing is told. */
  PackLinks() {
    this(Runtime.getRuntime().maxMemory() / 8);
  }

  PackLinks(long mostBytes) {
    long slots = mostBytes / (Constants.OBJECT_ID_LENGTH + 1);
    mostSlots = (int) Long.highestOneBit(Math.max(64, Math.min(slots, 1 << 26)));
    allocate(64);
  }

  private void allocate(int slots) {
    ids = new int[WORDS * slots];
    states = new byte[slots];
  }

  /**
   * Whether the pack holds the tips and all that can be reached from them.
   *
   * @return false also if that cannot be told
   */
  boolean hasAll(Collection<ObjectId> tips) {
    for (ObjectId tip : tips) {
      names(tip, ANY);
    }
    return readable && missing == 0;
  }

  @Override
  public void check(AnyObjectId id, int kind, byte[] content) {
    here(id, kind);
    if (readable) {
      switch (kind) {
        case Constants.OBJ_COMMIT -> readCommit(content);
        case Constants.OBJ_TREE -> readTree(content);
        case Constants.OBJ_TAG -> readTag(content);
        default -> {
          // Blobs name nothing.
        }
      }
    }
  }

  @Override
  public BlobObjectChecker newBlobObjectChecker() {
    return blobs;
  }

  private void readCommit(byte[] content) {
    int at = readId(content, 0, TREE, Constants.OBJ_TREE);
    while (readable && RawParseUtils.match(content, at, PARENT) > 0) {
      at = readId(content, at, PARENT, Constants.OBJ_COMMIT);
    }
  }

  private void readTag(byte[] content) {
    readId(content, 0, OBJECT, ANY);
  }

  /** Reads a line of a word and an id, and gives where the next line begins. */
  private int readId(byte[] content, int at, byte[] word, int kind) {
    int end = at + word.length + HEX;
    if (end >= content.length
        || RawParseUtils.match(content, at, word) < 0
        || content[end] != '\n') {
      readable = false;
      return at;
    }
    try {
      named.fromString(content, at + word.length);
    } catch (InvalidObjectIdException noId) {
      readable = false;
      return at;
    }
    names(named, kind);
    return end + 1;
  }

  private void readTree(byte[] content) {
    int at = 0;
    while (at < content.length && readable) {
      int mode = 0;
      while (at < content.length && content[at] >= '0' && content[at] <= '7') {
        mode = (mode << 3) + content[at] - '0';
        at++;
      }
      while (at < content.length && content[at] != 0) {
        at++;
      }
      at++;
      if (at + Constants.OBJECT_ID_LENGTH > content.length) {
        readable = false;
      } else if (FileMode.TREE.equals(mode)) {
        names(content, at, Constants.OBJ_TREE);
      } else if (FileMode.REGULAR_FILE.equals(mode)
          || FileMode.EXECUTABLE_FILE.equals(mode)
          || FileMode.SYMLINK.equals(mode)) {
        names(content, at, Constants.OBJ_BLOB);
      } else if (!FileMode.GITLINK.equals(mode)) {
        readable = false;
      }
      at += Constants.OBJECT_ID_LENGTH;
    }
  }

  private void here(AnyObjectId id, int kind) {
    id.copyRawTo(raw, 0);
    int slot = slot(raw, 0);
    if (slot >= 0) {
      int takenFor = states[slot] >> TAKEN_FOR;
      if ((states[slot] & KIND) == 0 && takenFor != 0) {
        missing--;
      }
      states[slot] |= kind;
      compare(slot);
    }
  }

  private void names(AnyObjectId id, int kind) {
    id.copyRawTo(raw, 0);
    names(raw, 0, kind);
  }

  private void names(byte[] bytes, int at, int kind) {
    int slot = slot(bytes, at);
    if (slot >= 0) {
      int has = states[slot] & KIND;
      int takenFor = states[slot] >> TAKEN_FOR;
      if (has == 0 && takenFor == 0) {
        missing++;
      }
      if (takenFor == 0 || takenFor == ANY) {
        states[slot] = (byte) (kind << TAKEN_FOR | has);
      } else if (kind != ANY && kind != takenFor) {
        readable = false;
      }
      compare(slot);
    }
  }

  private void compare(int slot) {
    int has = states[slot] & KIND;
    int takenFor = states[slot] >> TAKEN_FOR;
    if (has != 0 && takenFor != 0 && takenFor != ANY && has != takenFor) {
      readable = false;
    }
  }

  /** The slot of an id, or the free one that it gets; -1 if nothing can be told any more. */
  private int slot(byte[] bytes, int at) {
    if (!readable || (used >= states.length / 3 * 2 && !grow())) {
      return -1;
    }
    int first = NB.decodeInt32(bytes, at);
    int mask = states.length - 1;
    int slot = first & mask;
    while (states[slot] != 0) {
      int word = slot * WORDS;
      if (ids[word] == first
          && ids[word + 1] == NB.decodeInt32(bytes, at + 4)
          && ids[word + 2] == NB.decodeInt32(bytes, at + 8)
          && ids[word + 3] == NB.decodeInt32(bytes, at + 12)
          && ids[word + 4] == NB.decodeInt32(bytes, at + 16)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    for (int i = 0; i < WORDS; i++) {
      ids[slot * WORDS + i] = NB.decodeInt32(bytes, at + Integer.BYTES * i);
    }
    used++;
    return slot;
  }

  private boolean grow() {
    int[] oldIds = ids;
    byte[] oldStates = states;
    if (oldStates.length >= mostSlots) {
      readable = false;
      allocate(0);
      return false;
    }
    allocate(oldStates.length * 2);
    int mask = states.length - 1;
    for (int old = 0; old < oldStates.length; old++) {
      if (oldStates[old] != 0) {
        int slot = oldIds[old * WORDS] & mask;
        while (states[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        System.arraycopy(oldIds, old * WORDS, ids, slot * WORDS, WORDS);
        states[slot] = oldStates[old];
      }
    }
    return true;
  }
}
