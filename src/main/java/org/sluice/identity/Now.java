package org.sluice.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The present time, to the microsecond that the database keeps, so that it reads back equal. */
final class Now {

  private Now() {}

  static Instant get() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
