package org.sluice.git.disk;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * The right to change one mirror in this process; closing it gives the right back. Whoever asks for
 * a mirror that is taken waits.
 *
 * <p>What a sync found is kept from one holder to the next, and no further: whoever has the right
 * may change the mirror.
 */
@Inside
public final class MirrorLock implements AutoCloseable {

  private static final Map<Path, Held> HELD = new HashMap<>();

  // About a KiB each: in all a sixty-fourth of the heap at most.
  private static final int MOST_KEPT =
      (int) Math.min(1 << 17, Runtime.getRuntime().maxMemory() / 64 / 1024);

  private static final Map<Path, LastSync> LAST_SYNCS =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, LastSync> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private static LastSync newest;

  private final Path folder;
  private final Held held;
  private LastSync lastSync;

  private MirrorLock(Path folder, Held held) {
    this.folder = folder;
    this.held = held;
  }

  private MirrorLock taken() {
    synchronized (HELD) {
      lastSync = LAST_SYNCS.remove(folder);
    }
    return this;
  }

  /** What the holder before kept; empty if that was no sync, or one that not all was known of. */
  public Optional<LastSync> lastSync() {
    return Optional.ofNullable(lastSync);
  }

  /** Keeps what a sync found for the next holder; null keeps nothing. */
  public void keep(LastSync found) {
    synchronized (HELD) {
      if (found != null) {
        newest = found.sharing(newest);
        LAST_SYNCS.put(folder, newest);
      }
    }
  }

  /**
   * Takes the right, waiting for whoever has it.
   *
   * @throws CancellationException if the run is cancelled, or its thread interrupted, while waiting
   */
  public static MirrorLock take(Path folder, Cancellation cancellation) {
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
      return lock.taken();
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
  public static Optional<MirrorLock> takeYielding(Path folder, Cancellation yielding) {
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
      return Optional.of(new MirrorLock(key, held).taken());
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
