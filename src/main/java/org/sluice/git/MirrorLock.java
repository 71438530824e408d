package org.sluice.git;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sluice.platform.Cancellation;

/**
 * The right to change one mirror in this process; closing it gives the right back. Whoever asks for
 * a mirror that is taken waits.
 */
final class MirrorLock implements AutoCloseable {

  private static final Map<Path, Held> HELD = new HashMap<>();

  private final Path folder;
  private final Held held;

  private MirrorLock(Path folder, Held held) {
    this.folder = folder;
    this.held = held;
  }

  /**
   * Takes the right, waiting for whoever has it.
   *
   * @throws CancellationException if the run is cancelled, or its thread interrupted, while waiting
   */
  static MirrorLock take(Path folder, Cancellation cancellation) {
    Path key = folder.toAbsolutePath().normalize();
    Held held;
    synchronized (HELD) {
      held = HELD.computeIfAbsent(key, unused -> new Held());
      held.wanted++;
    }
    MirrorLock lock = new MirrorLock(key, held);
    boolean taken = false;
    try {
      while (!taken) {
        cancellation.check();
        held.askToYield();
        taken = held.right.tryAcquire(100, TimeUnit.MILLISECONDS);
      }
      return lock;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      if (!taken) {
        lock.forget();
      }
    }
  }

  /**
   * Takes the right if nobody has it or waits for it, for work that can be broken off and done
   * later.
   *
   * @param yielding cancelled as soon as somebody else asks for the mirror
   * @return empty if somebody has it
   */
  static Optional<MirrorLock> takeYielding(Path folder, Cancellation yielding) {
    Path key = folder.toAbsolutePath().normalize();
    synchronized (HELD) {
      if (HELD.containsKey(key)) {
        return Optional.empty();
      }
      Held held = new Held();
      held.wanted++;
      held.right.acquireUninterruptibly();
      held.yielding = yielding;
      HELD.put(key, held);
      return Optional.of(new MirrorLock(key, held));
    }
  }

  @Override
  public void close() {
    held.yielding = null;
    held.right.release();
    forget();
  }

  private void forget() {
    synchronized (HELD) {
      held.wanted--;
      if (held.wanted == 0) {
        HELD.remove(folder);
      }
    }
  }

  private static final class Held {
    // A semaphore and not a lock: the holder's thread need not be the one that gives it back.
    private final Semaphore right = new Semaphore(1);
    private int wanted;
    private volatile Cancellation yielding;

    void askToYield() {
      Cancellation holder = yielding;
      if (holder != null) {
        holder.cancel(Cancellation.Cause.REQUESTED);
      }
    }
  }
}
