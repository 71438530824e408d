package org.sluice.git;

import java.nio.file.Path;
import org.sluice.git.disk.MirrorDisk;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.ByteSize;
import org.sluice.platform.settings.DiskReserve;

/**
 * Ends a sync that would make its mirror larger than it may be, or the disk fuller: asked before
 * anything is received, and with each part that is.
 */
@Inside
public final class ReceiveGuard {

  private static final long LOOK_EVERY = 4L << 20;

  private final Path folder;
  private final DiskReserve reserve;
  private final long sizeBefore;
  private final long sizeLimit;
  private long looked;

  ReceiveGuard(Path folder, DiskReserve reserve, long sizeBefore, long sizeLimit) {
    this.folder = folder;
    this.reserve = reserve;
    this.sizeBefore = sizeBefore;
    this.sizeLimit = sizeLimit;
  }

  /**
   * Asked before a pack is asked for.
   *
   * @throws SyncFailure of kind QUOTA or DISK_FULL
   */
  void begin() throws SyncFailure {
    if (sizeBefore >= sizeLimit) {
      throw new SyncFailure(
          SyncFailureKind.QUOTA,
          "The mirror has "
              + ByteSize.words(sizeBefore)
              + ", and may have no more than "
              + ByteSize.words(sizeLimit)
              + "; nothing more is received.",
          null);
    }
    look();
  }

  /**
   * Asked after each part.
   *
   * @param bytes received in this sync
   * @throws SyncFailure of kind QUOTA or DISK_FULL
   */
  public void received(long bytes) throws SyncFailure {
    if (bytes > sizeLimit - sizeBefore) {
      throw new SyncFailure(
          SyncFailureKind.QUOTA,
          "The repository is larger than the "
              + ByteSize.words(sizeLimit)
              + " that its mirror may have.",
          null);
    }
    if (bytes - looked >= LOOK_EVERY) {
      looked = bytes;
      look();
    }
  }

  private void look() throws SyncFailure {
    if (MirrorDisk.of(folder, reserve).isLow()) {
      throw FailureReader.diskFull(null);
    }
  }
}
