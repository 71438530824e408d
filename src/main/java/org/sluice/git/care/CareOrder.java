package org.sluice.git.care;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.sluice.platform.settings.DiskReserve;

/**
 * What is to be done for one mirror.
 *
 * @param folder of the mirror
 * @param check how closely its files are looked at
 * @param keptFor how long overwritten and deleted tips stay
 * @param reserve room on the disk that maintenance leaves alone
 */
public record CareOrder(Path folder, Check check, Duration keptFor, DiskReserve reserve) {

  /** How closely files are looked at. */
  public enum Check {
    /** Names and sizes. */
    GLANCE,
    /** Every byte of every pack. */
    BYTES,
    /** Every byte of every pack, and that all refs lead to whole histories. */
    HISTORY
  }

  /** All parts are required. */
  public CareOrder {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(check, "check");
    Objects.requireNonNull(keptFor, "keptFor");
    Objects.requireNonNull(reserve, "reserve");
  }
}
