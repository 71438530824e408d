package org.sluice.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.sluice.platform.Inside;

/** The present time, to the microsecond that the database keeps, so that it reads back equal. */
@Inside
public final class Now {

  private Now() {}

  public static Instant get() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
