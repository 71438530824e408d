package org.sluice.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * A request to stop one run of work, with the means to end what the run waits for.
 *
 * <p>A run that does I/O registers how its live request is closed; {@link #cancel} runs those
 * closers at once, in the caller's thread, so that a read that stalls ends too. Thread-safe; the
 * first cause wins.
 */
public final class Cancellation {

  /** Why the run must stop. */
  public enum Cause {
    /** Somebody asked for it. */
    REQUESTED,
    /** The run has used up its total time. */
    DEADLINE,
    /** The server stops; the run begins again at the next start. */
    SHUTDOWN
  }

  /** A closer's registration; closing it takes the closer back without running it. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private final List<Runnable> closers = new ArrayList<>();
  private Cause cause;

  /**
   * Asks the run to stop. Does nothing after the first call.
   *
   * @param why never null
   */
  public void cancel(Cause why) {
    Objects.requireNonNull(why, "why");
    List<Runnable> toRun;
    synchronized (this) {
      if (cause != null) {
        return;
      }
      cause = why;
      toRun = List.copyOf(closers);
      closers.clear();
    }
    toRun.forEach(Cancellation::runQuietly);
  }

  /** Whether the run must stop. */
  public synchronized boolean isCancelled() {
    return cause != null;
  }

  /** Why the run must stop; null while it may go on. */
  public synchronized Cause cause() {
    return cause;
  }

  /**
   * Ends the run here if it must stop.
   *
   * @throws CancellationException if {@link #cancel} was called
   */
  public void check() {
    if (isCancelled()) {
      throw new CancellationException("cancelled");
    }
  }

  /**
   * Registers how something that the run waits for is ended. If the run must stop already, the
   * closer runs before this returns.
   *
   * @param closer must not block; what it throws is ignored
   */
  public Registration onCancel(Runnable closer) {
    synchronized (this) {
      if (cause == null) {
        closers.add(closer);
        return () -> remove(closer);
      }
    }
    runQuietly(closer);
    return () -> {};
  }

  private synchronized void remove(Runnable closer) {
    closers.removeIf(each -> each == closer);
  }

  private static void runQuietly(Runnable closer) {
    try {
      closer.run();
    } catch (RuntimeException alreadyClosed) {
      // The run finds the cause by itself; one closer must not keep the next from running.
      System.getLogger(Cancellation.class.getName())
          .log(System.Logger.Level.DEBUG, "closing on cancel", alreadyClosed);
    }
  }
}
