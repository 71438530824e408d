package org.sluice.git.disk;

import java.io.File;
import java.nio.file.Path;
import org.sluice.platform.settings.DiskReserve;

/**
 * The disk that a folder lies on, as it is at one moment.
 *
 * @param total bytes it holds
 * @param free bytes that Sluice could still write
 * @param reserve bytes that are to stay free
 */
public record MirrorDisk(long total, long free, long reserve) {

  /**
   * Looks at the disk of a folder.
   *
   * @param folder need not exist; then its nearest parent that does counts
   */
  public static MirrorDisk of(Path folder, DiskReserve reserve) {
    File existing = folder.toAbsolutePath().toFile();
    while (!existing.exists() && existing.getParentFile() != null) {
      existing = existing.getParentFile();
    }
    long total = existing.getTotalSpace();
    return new MirrorDisk(total, existing.getUsableSpace(), reserve.of(total));
  }

  /** Whether nothing more may be written. */
  public boolean isLow() {
    return free < reserve;
  }

  /** Whether so many bytes more would leave the reserve alone. */
  public boolean holds(long more) {
    return free - more >= reserve;
  }
}
