package org.sluice.platform;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one task at a time on an executor; a wake-up while it runs makes it run once more.
 *
 * <p>If the executor refuses, nothing is pending afterwards: a timer has to wake it again.
 */
public final class SingleFlight {

  private static final int IDLE = 0;
  private static final int BUSY = 1;
  private static final int AGAIN = 2;

  private static final System.Logger LOG = System.getLogger(SingleFlight.class.getName());

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private final Executor executor;
  private final Runnable task;

  /**
   * A task that is not running yet.
   *
   * @param executor runs it; may refuse
   * @param task what it throws is logged
   */
  public SingleFlight(Executor executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  /** Makes the task run soon, at least once from its beginning. */
  public void wake() {
    if (state.getAndUpdate(now -> now == IDLE ? BUSY : AGAIN) != IDLE) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RuntimeException | Error refused) {
      // An error as well, such as that of a thread that cannot be made.
      state.set(IDLE);
      LOG.log(
          System.Logger.Level.WARNING, "the executor refused; the next timer tries again", refused);
    }
  }

  private void run() {
    do {
      state.set(BUSY);
      try {
        task.run();
      } catch (RuntimeException | Error failed) {
        report(failed);
      }
    } while (!state.compareAndSet(BUSY, IDLE));
  }

  private static void report(Throwable failed) {
    try {
      LOG.log(System.Logger.Level.ERROR, "a housekeeping task failed", failed);
    } catch (RuntimeException | Error unreported) {
      // Not even that; what counts is that the task can be woken again.
    }
  }
}
