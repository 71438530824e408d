package org.sluice.platform;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes identifiers that sort by the time of their making: UUIDs of version 7 (RFC 9562, section
 * 5.7), with a counter in the sub-millisecond bits so that those of one process never go backwards.
 */
public final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Clock CLOCK = Clock.systemUTC();
  private static long last;

  private Ids() {}

  /** A new identifier, greater than all that this process made before. */
  public static UUID next() {
    long low = RANDOM.nextLong();
    long stamp;
    synchronized (Ids.class) {
      // 48 bits of milliseconds, then 12 bits that count within the millisecond.
      long now = CLOCK.millis() << 12;
      last = Math.max(last + 1, now);
      stamp = last;
    }
    long high = (stamp >>> 12) << 16 | 0x7000L | stamp & 0xFFFL;
    return new UUID(high, low & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
  }

  /** When an identifier of {@link #next} was made, to the millisecond. */
  public static Instant madeAt(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /**
   * The least identifier of a time: none that was made then or later is less, as databases compare
   * them.
   */
  public static UUID firstOf(Instant time) {
    return new UUID(time.toEpochMilli() << 16 | 0x7000L, 0x8000000000000000L);
  }
}
