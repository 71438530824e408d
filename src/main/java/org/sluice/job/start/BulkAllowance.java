package org.sluice.job.start;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** How many bulk jobs each caller may start: 20 within any minute. Thread-safe, bounded. */
final class BulkAllowance {

  /** Starts within one minute. */
  static final int STARTS = 20;

  private static final long WINDOW = Duration.ofMinutes(1).toNanos();
  private static final int MOST_CALLERS = 10_000;

  private final LongSupplier nanos;
  private final Map<UUID, Deque<Long>> starts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Deque<Long>> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  BulkAllowance(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Uses one start.
   *
   * @throws DomainException TOO_MANY, with the time until one is free again
   */
  synchronized void take(UUID caller) {
    long now = nanos.getAsLong();
    Deque<Long> used = starts.computeIfAbsent(caller, id -> new ArrayDeque<>());
    while (!used.isEmpty() && now - used.peekFirst() >= WINDOW) {
      used.removeFirst();
    }
    if (used.size() >= STARTS) {
      Duration wait = Duration.ofNanos(WINDOW - (now - used.peekFirst())).plusSeconds(1);
      throw DomainException.retryLater(
          FailureKind.TOO_MANY,
          "too-many-bulk-starts",
          "You may start " + STARTS + " bulk jobs a minute. Wait " + wait.toSeconds() + " s.",
          wait);
    }
    used.addLast(now);
  }

  /** Gives the latest start back, since nothing was started. */
  synchronized void giveBack(UUID caller) {
    Deque<Long> used = starts.get(caller);
    if (used != null) {
      used.pollLast();
    }
  }
}
