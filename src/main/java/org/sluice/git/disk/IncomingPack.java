package org.sluice.git.disk;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.storage.file.BasePackIndexWriter;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.PackFile;
import org.eclipse.jgit.internal.storage.pack.PackExt;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectDatabase;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.transport.PackLock;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.PackedObjectInfo;
import org.eclipse.jgit.util.NB;
import org.sluice.platform.Ids;

/**
 * A pack that comes in (gitformat-pack(5)): written to a file of its own while JGit reads it, made
 * whole with the bases that a thin pack leaves out, given an index, and moved among the mirror's.
 *
 * <p>JGit holds in memory whole what is not a file, what is made from deltas, and what that is made
 * of, as large as the pack says that it is; and makes room for as many objects as the pack
 * announces. Either may be a million times the size of the pack. Here both are bounded. A file that
 * is no delta streams through, however large it is.
 *
 * <p>Nobody else may change the mirror meanwhile ({@link MirrorLock}), so no pack lock is handed
 * out. Used once, by one thread.
 */
final class IncomingPack extends PackParser {

  /** What a file in the making is called; {@link MirrorMark} deletes what a crash leaves. */
  static final String PREFIX = "incoming_";

  /** What an object takes of the heap while its pack comes in, in bytes, however small it is. */
  private static final int HEAP_EACH = 128;

  /** Most of what deltas may hold at once, in limits. */
  private static final int HELD = 2;

  /** Where a pack says how many objects it has, and where its first object begins. */
  private static final int COUNT_AT = 8;

  private static final int HEADER = 12;

  private static final int INDEX_VERSION = 2;

  private final ObjectDirectory objects;
  private final long limit;
  private final boolean empty;
  private final HeldObjects held;
  private final CRC32 crc = new CRC32();
  private RandomAccessFile file;

  /** Writes where the file stands, and counts in the checksum. */
  private OutputStream appending;

  /** Bytes of the object that is read, so far or that are still to be read. */
  private long length;

  /** Whether the object that comes in is a file larger than the limit. */
  private boolean large;

  /** Objects that the pack announced, and bases that were added to it. */
  private long announced;

  private int appended;

  /** The base as JGit names it that was looked up last, and that of the object made last. */
  private AnyObjectId lookedUp;

  private ObjectId madeFrom;

  /** Where the pack ends that came in, and with the bases that were added to it. */
  private long received;

  private long end;
  private byte[] trailer;

  /**
   * Begins with nothing.
   *
   * @param objects of the mirror
   * @param in the pack
   * @param limit most bytes of what is held in memory whole; {@link Long#MAX_VALUE} for no limit
   * @param empty whether the mirror has no objects yet
   */
  IncomingPack(ObjectDirectory objects, InputStream in, long limit, boolean empty) {
    super(new Bounded(objects, limit), in);
    this.objects = objects;
    this.limit = limit;
    this.empty = empty;
    this.held = new HeldObjects(limit > Long.MAX_VALUE / HELD ? Long.MAX_VALUE : HELD * limit);
  }

  @Override
  public PackLock parse(ProgressMonitor receiving, ProgressMonitor resolving) throws IOException {
    Path pack = objects.getDirectory().toPath().resolve(PREFIX + Ids.next() + ".pack");
    Path index = pack.resolveSibling(pack.getFileName() + ".idx");
    try {
      try (RandomAccessFile opened = new RandomAccessFile(pack.toFile(), "rw")) {
        file = opened;
        appending = new CheckedOutputStream(new FileOutputStream(file.getFD()), crc);
        super.parse(receiving, resolving);
        file.seek(end);
        file.write(trailer);
        file.getFD().sync();
      }
      if (getObjectCount() > 0) {
        List<PackedObjectInfo> sorted = getSortedObjectList(null);
        writeIndex(index, sorted);
        moveIn(pack, index, name(sorted));
      }
      return null;
    } finally {
      Files.deleteIfExists(index);
      Files.deleteIfExists(pack);
    }
  }

  private void writeIndex(Path index, List<PackedObjectInfo> sorted) throws IOException {
    try (FileOutputStream out = new FileOutputStream(index.toFile())) {
      BasePackIndexWriter.createVersion(out, INDEX_VERSION).write(sorted, trailer);
      out.getFD().sync();
    }
  }

  /** A pack is called by what is in it, so the same objects never stand beside themselves. */
  private static ObjectId name(List<PackedObjectInfo> sorted) {
    MessageDigest digest = Constants.newMessageDigest();
    byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
    for (PackedObjectInfo each : sorted) {
      each.copyRawTo(id, 0);
      digest.update(id);
    }
    return ObjectId.fromRaw(digest.digest());
  }

  /** The index last: without it nobody looks at the pack. */
  private void moveIn(Path pack, Path index, ObjectId name) throws IOException {
    PackFile to = new PackFile(objects.getPackDirectory(), name, PackExt.PACK);
    File indexTo = to.create(PackExt.INDEX);
    if (to.exists()) {
      return;
    }
    for (Path each : List.of(pack, index)) {
      each.toFile().setReadOnly();
    }
    Files.createDirectories(objects.getPackDirectory().toPath());
    Files.move(pack, to.toPath(), StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(index, indexTo.toPath(), StandardCopyOption.ATOMIC_MOVE);
      objects.openPack(to);
    } catch (IOException failed) {
      Files.deleteIfExists(indexTo.toPath());
      Files.deleteIfExists(to.toPath());
      throw failed;
    }
  }

  private void bound(long size) throws IOException {
    bound(size, limit);
  }

  /** JGit counts sizes above the greatest it knows on from the least. */
  private static void bound(long size, long limit) throws IOException {
    if (size < 0 || size > limit) {
      throw new TooLargeObjectInPackException(size, limit);
    }
  }

  @Override
  protected void onPackHeader(long count) throws IOException {
    long most = Runtime.getRuntime().maxMemory() / HEAP_EACH;
    if (count > most) {
      throw new TooLargePackException(most);
    }
    announced = count;
  }

  private void begin() {
    crc.reset();
    length = 0;
  }

  @Override
  protected void onBeginWholeObject(long position, int type, long size) throws IOException {
    begin();
    large = size > limit;
    if (type != Constants.OBJ_BLOB || size < 0) {
      bound(size);
    }
  }

  @Override
  protected void onEndWholeObject(PackedObjectInfo object) {
    object.setCRC((int) crc.getValue());
    ((Whole) object).length = length;
  }

  @Override
  protected void onBeginOfsDelta(long position, long base, long size) throws IOException {
    begin();
    bound(size);
    held.named(base);
  }

  @Override
  protected void onBeginRefDelta(long position, AnyObjectId base, long size) throws IOException {
    begin();
    bound(size);
    held.named(base);
  }

  @Override
  protected UnresolvedDelta onEndDelta() {
    Delta delta = new Delta();
    delta.setCRC((int) crc.getValue());
    delta.length = length;
    return delta;
  }

  @Override
  protected void onObjectHeader(Source source, byte[] bytes, int from, int count) {
    onObjectData(source, bytes, from, count);
  }

  @Override
  protected void onObjectData(Source source, byte[] bytes, int from, int count) {
    crc.update(bytes, from, count);
    if (source == Source.INPUT) {
      length += count;
    }
  }

  /** All that is kept is what came in; but what was made is held for what is made from that. */
  @Override
  protected void onInflatedObjectData(PackedObjectInfo object, int type, byte[] content)
      throws IOException {
    if (madeFrom != null) {
      held.made(object, object.getOffset(), madeFrom, content.length);
    }
  }

  @Override
  protected void onStoreStream(byte[] bytes, int from, int count) throws IOException {
    file.write(bytes, from, count);
  }

  /** From here on deltas are made into objects. */
  @Override
  protected void onPackFooter(byte[] hash) throws IOException {
    received = file.getFilePointer();
    end = received;
    trailer = hash;
    large = false;
    held.complete();
    setMaxObjectSizeLimit(limit);
  }

  /**
   * What an empty mirror has needs no comparing, which would ask the disk for each object. A large
   * file is not compared either, so that whichever is read again is the base of a delta; a SHA-1
   * that detects collisions has seen it.
   */
  @Override
  protected boolean isCheckObjectCollisions() {
    return !empty && !large;
  }

  @Override
  protected PackedObjectInfo newInfo(AnyObjectId id, UnresolvedDelta delta, ObjectId base) {
    madeFrom = base;
    if (delta == null) {
      lookedUp = id;
      return new Whole(id);
    }
    return super.newInfo(id, delta, base);
  }

  @Override
  protected ObjectTypeAndSize seekDatabase(PackedObjectInfo object, ObjectTypeAndSize info)
      throws IOException {
    bound(object.getFullSize());
    held.begin(object, object.getOffset(), object.getFullSize());
    return seek(object.getOffset(), ((Whole) object).length, info);
  }

  @Override
  protected ObjectTypeAndSize seekDatabase(UnresolvedDelta delta, ObjectTypeAndSize info)
      throws IOException {
    return seek(delta.getOffset(), ((Delta) delta).length, info);
  }

  private ObjectTypeAndSize seek(long at, long count, ObjectTypeAndSize info) throws IOException {
    file.seek(at);
    crc.reset();
    length = count;
    return readObjectHeader(info);
  }

  /** Reads to the end of the object, which is short of what there is room for nearly always. */
  @Override
  protected int readDatabase(byte[] into, int at, int room) throws IOException {
    int read = file.read(into, at, (int) Math.min(room, length));
    length -= Math.max(0, read);
    return read;
  }

  @Override
  protected boolean checkCRC(int expected) {
    return expected == (int) crc.getValue();
  }

  @Override
  protected boolean onAppendBase(int type, byte[] content, PackedObjectInfo object)
      throws IOException {
    object.setOffset(end);
    held.begin(lookedUp, end, content.length);
    appended++;
    crc.reset();
    file.seek(end);
    writeHeader(appending, type, content.length);
    Deflater deflater = new Deflater();
    try {
      DeflaterOutputStream deflated =
          new DeflaterOutputStream(appending, deflater, buffer().length);
      deflated.write(content);
      deflated.finish();
    } finally {
      deflater.end();
    }
    end = file.getFilePointer();
    object.setCRC((int) crc.getValue());
    return true;
  }

  /** Type and size: four bits of the size beside the type, then seven in each byte. */
  private static void writeHeader(OutputStream out, int type, int size) throws IOException {
    int rest = size >>> 4;
    int next = type << 4 | size & 0x0f;
    while (rest != 0) {
      out.write(next | 0x80);
      next = rest & 0x7f;
      rest >>>= 7;
    }
    out.write(next);
  }

  /** Tells the number of objects anew and what the whole file hashes to, bases and all. */
  @Override
  protected void onEndThinPack() throws IOException {
    if (getObjectCount() != announced + appended) {
      // JGit counts the bases among what was announced.
      throw new CorruptObjectException("a delta of the pack names a base that is nowhere");
    }
    byte[] header = new byte[HEADER];
    file.seek(0);
    file.readFully(header);
    MessageDigest before = Constants.newMessageDigest();
    MessageDigest after = Constants.newMessageDigest();
    before.update(header);
    NB.encodeInt32(header, COUNT_AT, getObjectCount());
    after.update(header);
    byte[] part = buffer();
    long at = HEADER;
    while (at < end) {
      boolean came = at < received;
      int count = (int) Math.min(part.length, (came ? received : end) - at);
      file.readFully(part, 0, count);
      if (came) {
        before.update(part, 0, count);
      }
      after.update(part, 0, count);
      at += count;
    }
    if (!MessageDigest.isEqual(before.digest(), trailer)) {
      throw new CorruptObjectException("the pack was not written to the disk as it came in");
    }
    file.seek(0);
    file.write(header);
    trailer = after.digest();
  }

  /** An object of the pack that is no delta, with its length in the pack. */
  private static final class Whole extends PackedObjectInfo {
    private long length;

    Whole(AnyObjectId id) {
      super(id);
    }
  }

  /** A delta with its length in the pack. */
  private static final class Delta extends UnresolvedDelta {
    private long length;
  }

  /** The mirror's objects, as far as they may be bases. */
  private static final class Bounded extends ObjectDatabase {
    private final ObjectDatabase objects;
    private final long limit;

    Bounded(ObjectDatabase objects, long limit) {
      this.objects = objects;
      this.limit = limit;
    }

    /** Remembers which objects are loose, so that not each that comes in is looked for. */
    @Override
    public ObjectDatabase newCachedDatabase() {
      return new Bounded(objects.newCachedDatabase(), limit);
    }

    @Override
    public ObjectReader newReader() {
      ObjectReader reader = objects.newReader();
      return new ObjectReader.Filter() {
        @Override
        protected ObjectReader delegate() {
          return reader;
        }

        @Override
        public ObjectLoader open(AnyObjectId id, int type) throws IOException {
          return bounded(super.open(id, type));
        }

        @Override
        public ObjectLoader open(AnyObjectId id) throws IOException {
          return bounded(super.open(id));
        }

        private ObjectLoader bounded(ObjectLoader found) throws IOException {
          bound(found.getSize(), limit);
          return found;
        }
      };
    }

    @Override
    public ObjectInserter newInserter() {
      return objects.newInserter();
    }

    @Override
    public long getApproximateObjectCount() {
      return objects.getApproximateObjectCount();
    }

    @Override
    public void close() {
      // The mirror closes them.
    }
  }
}
