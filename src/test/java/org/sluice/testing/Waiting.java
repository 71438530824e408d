package org.sluice.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for a condition with a deadline. */
public final class Waiting {

  private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(50);

  private Waiting() {}

  /**
   * Looks again and again until a condition holds.
   *
   * @param what the condition in words, for the failure
   * @param atMost the deadline
   * @param condition may throw while it does not hold yet
   */
  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    until(what, atMost, condition, Boolean.TRUE::equals);
  }

  /**
   * Looks again and again until what is seen fits.
   *
   * @param what the condition in words, for the failure
   * @param atMost the deadline
   * @param look may throw while there is nothing to see yet
   * @param fits when to end
   * @return what was seen then
   * @throws AssertionError after the deadline, with what was seen last
   */
  public static <T> T until(String what, Duration atMost, Callable<T> look, Predicate<T> fits) {
    long deadline = System.nanoTime() + atMost.toNanos();
    Object seen = null;
    Exception thrown = null;
    do {
      try {
        T now = look.call();
        if (fits.test(now)) {
          return now;
        }
        seen = now;
        thrown = null;
      } catch (Exception notYet) {
        thrown = notYet;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS);
    } while (System.nanoTime() < deadline);
    throw new AssertionError(
        "After " + atMost + " still not so: " + what + "; seen last: " + seen, thrown);
  }
}
