package org.sluice.egress.budget;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.sluice.platform.Cancellation;

/**
 * Lets a number of requests run at once; of those that wait, people go first, then who came first.
 */
final class Slots {

  private final int most;
  private final Deque<Waiter> people = new ArrayDeque<>();
  private final Deque<Waiter> background = new ArrayDeque<>();
  private int running;

  Slots(int most) {
    this.most = most;
  }

  /**
   * Takes a slot, and waits for it as long as it must.
   *
   * @throws InterruptedIOException if the errand is cancelled before; no slot is taken then
   */
  void take(Errand errand) throws InterruptedIOException {
    Waiter waiter = new Waiter();
    synchronized (this) {
      Deque<Waiter> queue = errand.urgency() == Errand.Urgency.PERSON ? people : background;
      queue.add(waiter);
      hand();
    }
    try (Cancellation.Registration registration =
        errand.cancellation().onCancel(waiter.turn::countDown)) {
      waiter.turn.await();
    } catch (InterruptedException stopped) {
      leave(waiter);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    if (errand.cancellation().isCancelled()) {
      leave(waiter);
      throw new InterruptedIOException("cancelled");
    }
  }

  private synchronized void leave(Waiter waiter) {
    if (waiter.admitted) {
      give();
    } else {
      people.remove(waiter);
      background.remove(waiter);
    }
  }

  /** Gives a slot back. */
  synchronized void give() {
    running--;
    hand();
  }

  private void hand() {
    while (running < most && !(people.isEmpty() && background.isEmpty())) {
      Waiter next = people.isEmpty() ? background.remove() : people.remove();
      running++;
      next.admitted = true;
      next.turn.countDown();
    }
  }

  /** Requests that run now. */
  synchronized int running() {
    return running;
  }

  /** Requests that wait for a slot now. */
  synchronized int waiting() {
    return people.size() + background.size();
  }

  private static final class Waiter {
    private final CountDownLatch turn = new CountDownLatch(1);
    private boolean admitted;
  }
}
