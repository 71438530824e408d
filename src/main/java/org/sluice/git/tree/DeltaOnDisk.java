package org.sluice.git.tree;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterOutputStream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.StoredObjectRepresentationNotAvailableException;
import org.eclipse.jgit.internal.storage.pack.ObjectReuseAsIs;
import org.eclipse.jgit.internal.storage.pack.ObjectToPack;
import org.eclipse.jgit.internal.storage.pack.PackOutputStream;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.internal.storage.pack.StoredObjectRepresentation;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * Puts together, in temporary files, a content that a pack stores as its difference to another one.
 *
 * <p>JGit does that in memory, with the other content and the result whole at once, whatever their
 * size; Git stores files of up to 512 MiB so. Here memory does not grow with the size. The bytes of
 * a difference are fetched as JGit copies them from pack to pack; what they mean is in the
 * description of Git's pack format.
 */
final class DeltaOnDisk {

  /** Longest chain that Git makes. */
  private static final int MOST_DELTAS = 4095;

  private static final int BUFFER = 64 << 10;

  private final ObjectReader reader;
  private final ObjectReuseAsIs packs;
  private final Path folder;
  private int files;

  private DeltaOnDisk(ObjectReader reader, ObjectReuseAsIs packs, Path folder) {
    this.reader = reader;
    this.packs = packs;
    this.folder = folder;
  }

  /**
   * A content that is stored as a difference; what it takes on disk goes when it is closed.
   *
   * @return empty if it is stored otherwise
   * @throws IOException if it cannot be read, or the disk is full
   */
  static Optional<InputStream> open(ObjectReader of, ObjectId blob) throws IOException {
    try (ObjectReader reader = of.newReader()) {
      if (!(reader instanceof ObjectReuseAsIs packs) || !stored(packs, reader, blob).isDelta()) {
        return Optional.empty();
      }
      Path folder = Files.createTempDirectory("sluice-delta-");
      try {
        Path content = new DeltaOnDisk(reader, packs, folder).content(blob);
        // Whoever reads it has it by its descriptor alone.
        return Optional.of(Files.newInputStream(content, StandardOpenOption.DELETE_ON_CLOSE));
      } finally {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var left = Files.list(folder)) {
      for (Path each : left.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }

  /** How a pack stores an object; {@code base} is null unless as a difference to that one. */
  private record Stored(ObjectToPack object, boolean isPacked, ObjectId base) {
    boolean isDelta() {
      return base != null;
    }
  }

  private static Stored stored(ObjectReuseAsIs packs, ObjectReader reader, ObjectId id)
      throws IOException {
    ObjectToPack object = packs.newObjectToPack(id, Constants.OBJ_BLOB);
    StoredObjectRepresentation[] first = new StoredObjectRepresentation[1];
    try (PackWriter chooser =
        new PackWriter(new PackConfig(), reader.newReader()) {
          @Override
          public boolean select(ObjectToPack asked, StoredObjectRepresentation found) {
            first[0] = found;
            return false;
          }
        }) {
      packs.selectObjectRepresentation(chooser, NullProgressMonitor.INSTANCE, List.of(object));
    }
    if (first[0] == null) {
      return new Stored(object, false, null);
    }
    object.select(first[0]);
    if (first[0].getFormat() != StoredObjectRepresentation.PACK_DELTA) {
      return new Stored(object, true, null);
    }
    ObjectId base = first[0].getDeltaBase();
    if (base == null) {
      throw new CorruptObjectException(id, "what it differs from is not known");
    }
    return new Stored(object, true, base);
  }

  private Path content(ObjectId blob) throws IOException {
    Deque<Path> deltas = new ArrayDeque<>();
    Stored stored = stored(packs, reader, blob);
    while (stored.isDelta()) {
      if (deltas.size() == MOST_DELTAS) {
        throw new CorruptObjectException(blob, "its chain of differences has no end");
      }
      deltas.push(inflated(stored));
      stored = stored(packs, reader, stored.base());
    }
    Path content = stored.isPacked() ? inflated(stored) : loose(stored.object());
    while (!deltas.isEmpty()) {
      Path delta = deltas.pop();
      Path base = content;
      content = fresh();
      apply(blob, base, delta, content);
      Files.delete(base);
      Files.delete(delta);
    }
    return content;
  }

  private Path fresh() {
    return folder.resolve("part-" + ++files);
  }

  private Path loose(ObjectId id) throws IOException {
    Path file = fresh();
    try (InputStream content = reader.open(id, Constants.OBJ_BLOB).openStream()) {
      Files.copy(content, file);
    }
    return file;
  }

  /** The bytes that a pack holds of an object, inflated. */
  private Path inflated(Stored stored) throws IOException {
    Path file = fresh();
    try (PackWriter unused = new PackWriter(new PackConfig(), reader.newReader());
        OutputStream content = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        AfterHead inflater = new AfterHead(new InflaterOutputStream(content))) {
      packs.copyObjectAsIs(
          new PackOutputStream(NullProgressMonitor.INSTANCE, inflater, unused),
          stored.object(),
          true);
    } catch (StoredObjectRepresentationNotAvailableException damaged) {
      throw new IOException("a difference cannot be copied from its pack", damaged);
    }
    return file;
  }

  /** Leaves out the object's head, of which all bytes but the last have their first bit set. */
  private static final class AfterHead extends OutputStream {

    private final OutputStream out;
    private boolean after;

    AfterHead(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int at = from;
      while (!after && at < from + length) {
        after = bytes[at++] >= 0;
      }
      out.write(bytes, at, from + length - at);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private static void apply(ObjectId blob, Path base, Path delta, Path result) throws IOException {
    try (FileChannel from = FileChannel.open(base, StandardOpenOption.READ);
        InputStream commands = new BufferedInputStream(Files.newInputStream(delta), BUFFER);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(result), BUFFER)) {
      boolean fits = number(commands) == from.size();
      long left = number(commands);
      byte[] buffer = new byte[BUFFER];
      for (int command = commands.read(); fits && command >= 0; command = commands.read()) {
        int length = command;
        if ((command & 0x80) != 0) {
          long offset = bytes(commands, command, 4);
          length = (int) bytes(commands, command >> 4, 3);
          length = length == 0 ? 0x10000 : length;
          fits = copy(from, offset, length, out, buffer);
        } else {
          fits = length > 0 && commands.readNBytes(buffer, 0, length) == length;
          out.write(buffer, 0, length);
        }
        left -= length;
      }
      if (!fits || left != 0) {
        throw new CorruptObjectException(blob, "its difference does not fit");
      }
    }
  }

  /** A number of seven bits in each byte, the lowest first, up to one without its first bit. */
  private static long number(InputStream in) throws IOException {
    long number = 0;
    int one = 0x80;
    for (int shift = 0; (one & 0x80) != 0 && shift < Long.SIZE; shift += 7) {
      one = Math.max(0, in.read());
      number |= (long) (one & 0x7f) << shift;
    }
    return number;
  }

  /** A number of which those bytes are there, the lowest first, whose bits are set. */
  private static long bytes(InputStream in, int present, int most) throws IOException {
    long number = 0;
    for (int i = 0; i < most; i++) {
      if ((present & 1 << i) != 0) {
        number |= (long) Math.max(0, in.read()) << 8 * i;
      }
    }
    return number;
  }

  private static boolean copy(
      FileChannel from, long offset, int length, OutputStream out, byte[] buffer)
      throws IOException {
    long at = offset;
    long end = offset + length;
    while (at < end) {
      int count =
          from.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - at)), at);
      if (count < 0) {
        return false;
      }
      out.write(buffer, 0, count);
      at += count;
    }
    return true;
  }
}
