package org.sluice.git.remote;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.platform.Inside;

/**
 * The request of a push (gitprotocol-pack, reference update request): commands, and the pack that
 * they need.
 *
 * <p>What is to be sent is found out at once; the pack is made while it is written. Objects go as
 * the upstream packed them: looking for better deltas would hold many of them in memory, and the
 * mirror's packs have good ones.
 */
@Inside
public final class PushBody implements AutoCloseable {

  /** Largest request that is made in memory, and the most objects for which that is tried. */
  private static final int SMALL = 1 << 20;

  private static final int FEW = 1000;
  private static final int BUFFER = 64 << 10;

  private final Repository repository;
  private final List<ReceiveCommand> commands;
  private final String capabilities;
  private final boolean thin;
  private final Set<ObjectId> wants = new HashSet<>();
  private final Set<ObjectId> haves;
  private final ProgressMonitor progress;
  private PackWriter pack;
  private Exception own;

  /**
   * Finds out which objects are to be sent.
   *
   * @param commands at least one
   * @param capabilities that are asked for, joined by blanks
   * @param haves objects that the downstream has; the mirror need not have them
   * @param thin whether a delta may build on what the downstream has
   * @throws IOException if the mirror cannot be read
   */
  public PushBody(
      Repository repository,
      List<ReceiveCommand> commands,
      String capabilities,
      Set<ObjectId> haves,
      boolean thin,
      ProgressMonitor progress)
      throws IOException {
    this.repository = repository;
    this.commands = commands;
    this.capabilities = capabilities;
    this.haves = haves;
    this.thin = thin;
    this.progress = progress;
    for (ReceiveCommand command : commands) {
      if (command.getType() != ReceiveCommand.Type.DELETE) {
        wants.add(command.getNewId());
      }
    }
    if (!wants.isEmpty()) {
      prepare();
    }
  }

  private void prepare() throws IOException {
    PackConfig config = new PackConfig(repository);
    config.setDeltaCompress(false);
    PackWriter fresh = new PackWriter(config, repository.newObjectReader());
    try {
      fresh.setIndexDisabled(true);
      fresh.setUseBitmaps(true);
      fresh.setUseCachedPacks(true);
      fresh.setThin(thin);
      fresh.setDeltaBaseAsOffset(true);
      fresh.preparePack(progress, wants, haves);
      pack = fresh;
    } finally {
      if (pack != fresh) {
        fresh.close();
      }
    }
  }

  /** Number of objects in the pack. */
  public long objects() throws IOException {
    return pack == null ? 0 : pack.getObjectCount();
  }

  /**
   * The whole request, if it is small; else it is to be written.
   *
   * @throws IOException if the mirror cannot be read
   */
  Optional<byte[]> ifSmall() throws IOException {
    if (objects() > FEW) {
      return Optional.empty();
    }
    Bounded whole = new Bounded();
    try {
      writeTo(whole);
      return Optional.of(whole.toByteArray());
    } catch (TooLarge large) {
      // A pack is written once; finding out again what few objects it has takes no time.
      pack.close();
      pack = null;
      prepare();
      return Optional.empty();
    }
  }

  /**
   * Writes the request, once.
   *
   * @throws IOException what the stream throws, or what went wrong with the mirror: {@link
   *     #ownFailure} tells which
   */
  void writeTo(OutputStream out) throws IOException {
    Sink sink = new Sink(out);
    OutputStream buffered = new BufferedOutputStream(sink, BUFFER);
    try {
      PacketLineOut lines = new PacketLineOut(buffered);
      boolean first = true;
      for (ReceiveCommand command : commands) {
        lines.writeString(
            command.getOldId().name()
                + " "
                + command.getNewId().name()
                + " "
                + command.getRefName()
                + (first ? "\0" + capabilities : ""));
        first = false;
      }
      lines.end();
      if (pack != null) {
        pack.writePack(progress, progress, buffered);
      }
      buffered.flush();
    } catch (IOException | RuntimeException failed) {
      if (!sink.isBroken() && !progress.isCancelled()) {
        own = failed;
      }
      throw failed;
    }
  }

  /** What went wrong with the mirror while it was written; empty if nothing did. */
  public Optional<Exception> ownFailure() {
    return Optional.ofNullable(own);
  }

  @Override
  public void close() {
    if (pack != null) {
      pack.close();
    }
  }

  /** Tells what the other side's stream threw from what reading the mirror did. */
  private static final class Sink extends OutputStream {

    private final OutputStream out;
    private boolean broken;

    Sink(OutputStream out) {
      this.out = out;
    }

    boolean isBroken() {
      return broken;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      boolean taken = false;
      try {
        out.write(bytes, from, length);
        taken = true;
      } finally {
        broken |= !taken;
      }
    }

    @Override
    public void flush() throws IOException {
      boolean taken = false;
      try {
        out.flush();
        taken = true;
      } finally {
        broken |= !taken;
      }
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Bounded extends OutputStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (bytes.size() + length > SMALL) {
        throw new TooLarge();
      }
      bytes.write(from, offset, length);
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
