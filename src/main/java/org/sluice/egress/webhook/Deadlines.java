package org.sluice.egress.webhook;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sluice.platform.Cancellation;

/**
 * Ends exchanges that take too long.
 *
 * <p>It looks every 100 ms, while there are some, so that an exchange that is quick neither wakes a
 * thread nor leaves anything behind. Thread-safe.
 */
final class Deadlines {

  private static final long EVERY_MILLIS = 100;

  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor looks;

  Deadlines() {
    looks =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sluice-webhook-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    // Its thread is there only while something is posted.
    looks.setKeepAliveTime(10, TimeUnit.SECONDS);
    looks.allowCoreThreadTimeOut(true);
  }

  /** A deadline that holds until it is closed. */
  final class Watch implements AutoCloseable {

    private final Cancellation cancellation;
    private volatile long due;

    private Watch(Cancellation cancellation, long due) {
      this.cancellation = cancellation;
      this.due = due;
    }

    /** Brings the deadline forward to so long from now, if it is later. */
    void within(Duration longest) {
      long sooner = System.nanoTime() + longest.toNanos();
      if (sooner - due < 0) {
        due = sooner;
      }
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  /**
   * Cancels after a while.
   *
   * @throws RejectedExecutionException after {@link #stop}
   */
  Watch watch(Cancellation cancellation, Duration longest) {
    if (looks.isShutdown()) {
      throw new RejectedExecutionException("nothing is posted any more");
    }
    Watch watch = new Watch(cancellation, System.nanoTime() + longest.toNanos());
    watches.add(watch);
    lookLater();
    return watch;
  }

  private void lookLater() {
    if (!looking.get() && looking.compareAndSet(false, true)) {
      looks.schedule(this::look, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    long now = System.nanoTime();
    try {
      for (Watch watch : watches) {
        if (watch.due - now <= 0) {
          watch.cancellation.cancel(Cancellation.Cause.DEADLINE);
        }
      }
    } finally {
      looking.set(false);
      if (!watches.isEmpty()) {
        lookLater();
      }
    }
  }

  void stop() {
    looks.shutdownNow();
  }
}
