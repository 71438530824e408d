package org.sluice.platform.settings;

/**
 * How much of a disk is never filled: a number of bytes, a share of the disk, or the lesser of
 * both.
 *
 * @param bytes a number of bytes; {@link Long#MAX_VALUE} if only the share counts
 * @param percent a share of the disk; 100 if only the number counts
 */
public record DiskReserve(long bytes, double percent) {

  /** What is kept free unless somebody says otherwise: 1 GiB, but of a small disk only 5 %. */
  public static final DiskReserve DEFAULT = new DiskReserve(1L << 30, 5);

  /** Both are amounts. */
  public DiskReserve {
    if (bytes < 0 || !(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("a disk reserve is between nothing and the whole disk");
    }
  }

  /**
   * Reads {@code 10GiB} or {@code 5%}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static DiskReserve parse(String text) {
    String stripped = text.strip();
    if (stripped.endsWith("%")) {
      return new DiskReserve(
          Long.MAX_VALUE, Double.parseDouble(stripped.substring(0, stripped.length() - 1).strip()));
    }
    return new DiskReserve(ByteSize.parse(stripped), 100);
  }

  /** Bytes to be kept free on a disk of that size. */
  public long of(long total) {
    return Math.min(bytes, (long) (total * (percent / 100)));
  }
}
