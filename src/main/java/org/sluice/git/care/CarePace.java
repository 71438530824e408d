package org.sluice.git.care;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.sluice.platform.Cancellation;

/**
 * Slows maintenance down so that those who wait for something come first, and ends it as soon as it
 * is asked to yield. A fifth of its time it pauses; Java cannot ask the system for less.
 */
final class CarePace extends EmptyProgressMonitor {

  private static final long WORK = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(25);

  private final Cancellation yielding;
  private long paused = System.nanoTime();

  CarePace(Cancellation yielding) {
    this.yielding = yielding;
  }

  /**
   * Called between small steps.
   *
   * @throws CancellationException if it is asked to yield
   */
  void step() {
    yielding.check();
    pause();
  }

  private void pause() {
    if (System.nanoTime() - paused >= WORK) {
      LockSupport.parkNanos(PAUSE);
      paused = System.nanoTime();
    }
  }

  @Override
  public void update(int completed) {
    pause();
  }

  @Override
  public boolean isCancelled() {
    return yielding.isCancelled();
  }
}
