package org.sluice.testing;

import java.util.concurrent.atomic.AtomicInteger;

/** Names that nothing has yet, for tests that share one server. */
public final class Fresh {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Fresh() {}

  /** A name that begins so. */
  public static String fresh(String begin) {
    return begin + "-" + NUMBER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
  }
}
