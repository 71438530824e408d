package org.sluice.delivery.run;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * To whom a run sends, read again once a second: a run may last for hours, and a secret that was
 * replaced meanwhile has to sign. Used by one thread.
 */
final class Mailings {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final long fresh;
  private final UnaryOperator<Mailing> again;
  private Mailing mailing;
  private long readAt = System.nanoTime();

  /**
   * Begins with what was read just now.
   *
   * @param again reads it again; gives back what it is given if the subscriber is gone
   */
  Mailings(Mailing mailing, UnaryOperator<Mailing> again) {
    this(mailing, FRESH, again);
  }

  /** The same, read again after another time. */
  Mailings(Mailing mailing, Duration fresh, UnaryOperator<Mailing> again) {
    this.mailing = mailing;
    this.fresh = fresh.toNanos();
    this.again = again;
  }

  /** To whom to send now. */
  Mailing now() {
    long now = System.nanoTime();
    if (now - readAt > fresh) {
      mailing = again.apply(mailing);
      readAt = now;
    }
    return mailing;
  }
}
