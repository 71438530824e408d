package org.sluice.rest.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Event streams that are open, by what they tell of.
 *
 * <p>A change only marks the streams of its subject; sending happens on an executor, one task per
 * stream at a time. A stream whose send fails or takes too long is dropped.
 *
 * @param <O> who watches, as far as that can become a reason to end a stream
 */
public final class OpenStreams<O> {

  /** Most streams that are open at once. */
  public static final int MAX_OPEN = 200;

  private static final long LEAST_NANOS_BETWEEN = Duration.ofMillis(300).toNanos();
  private static final long MOST_NANOS_SENDING = Duration.ofSeconds(10).toNanos();
  // After this the watcher has to come back, and shows again that it may look.
  private static final long MOST_NANOS_OPEN = Duration.ofMinutes(30).toNanos();

  private final Map<UUID, Set<Stream<O>>> streams = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Executor executor;

  /** Where the news of one stream comes from; asked by one thread at a time. */
  public interface News {

    /**
     * Sends what the watcher has not been sent yet.
     *
     * @return whether that was the end
     */
    boolean send(Watcher watcher);
  }

  /** Streams that are sent to on an executor of their own, since a send may block. */
  public OpenStreams(Executor executor) {
    this.executor = executor;
  }

  private static final class Stream<O> {
    private final UUID subject;
    private final O owner;
    private final Watcher watcher;
    private final News news;
    private final long since = System.nanoTime();
    // Guarded by the stream.
    private boolean dirty = true;
    private boolean heartbeat;
    private boolean sending;
    private boolean gone;
    private long sentAt = System.nanoTime() - LEAST_NANOS_BETWEEN;

    Stream(UUID subject, O owner, Watcher watcher, News news) {
      this.subject = subject;
      this.owner = owner;
      this.watcher = watcher;
      this.news = news;
    }
  }

  /**
   * Opens a stream; its news is asked for at once.
   *
   * @param subject what it tells of
   * @throws DomainException UNAVAILABLE if too many are open
   */
  public void open(UUID subject, O owner, Watcher watcher, News news) {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      throw DomainException.retryLater(
          FailureKind.UNAVAILABLE,
          "too-many-streams",
          "Too many event streams are open. Poll instead, or try again later.",
          Duration.ofSeconds(30));
    }
    Stream<O> stream = new Stream<>(subject, owner, watcher, news);
    streams.compute(
        subject,
        (id, present) -> {
          Set<Stream<O>> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(stream);
          return all;
        });
    push(stream, true);
  }

  /** There is news of a subject. Cheap; never blocks. */
  public void changed(UUID subject) {
    Set<Stream<O>> watching = streams.get(subject);
    if (watching != null) {
      watching.forEach(stream -> push(stream, true));
    }
  }

  /** Sends what the throttle held back, and drops streams that hang or are too old. */
  public void tick() {
    long now = System.nanoTime();
    for (Set<Stream<O>> watching : streams.values()) {
      for (Stream<O> stream : watching) {
        boolean hangs;
        synchronized (stream) {
          hangs = stream.sending && now - stream.sentAt > MOST_NANOS_SENDING;
        }
        if (hangs || now - stream.since > MOST_NANOS_OPEN || stream.watcher.closed()) {
          drop(stream);
        } else {
          push(stream, false);
        }
      }
    }
  }

  /** Sends a sign of life to everybody. */
  public void heartbeat() {
    for (Set<Stream<O>> watching : streams.values()) {
      for (Stream<O> stream : watching) {
        synchronized (stream) {
          stream.heartbeat = true;
        }
        push(stream, false);
      }
    }
  }

  /** Ends the streams of those who watch and meet a condition; they may come back. */
  public void dropIf(Predicate<O> condition) {
    for (Set<Stream<O>> watching : streams.values()) {
      for (Stream<O> stream : watching) {
        if (condition.test(stream.owner)) {
          drop(stream);
        }
      }
    }
  }

  /** Ends all streams, since the server stops. */
  public void closeAll() {
    streams.values().forEach(watching -> watching.forEach(this::drop));
  }

  /** Streams that are open. */
  public int count() {
    return open.get();
  }

  private void push(Stream<O> stream, boolean changed) {
    long now = System.nanoTime();
    synchronized (stream) {
      stream.dirty |= changed;
      boolean due = stream.dirty && now - stream.sentAt >= LEAST_NANOS_BETWEEN;
      if (stream.gone || stream.sending || !(due || stream.heartbeat)) {
        return;
      }
      stream.sending = true;
      stream.sentAt = now;
    }
    try {
      executor.execute(() -> send(stream));
    } catch (RejectedExecutionException refused) {
      synchronized (stream) {
        stream.sending = false;
      }
    }
  }

  private void send(Stream<O> stream) {
    boolean ended = false;
    try {
      boolean heartbeat;
      synchronized (stream) {
        heartbeat = stream.heartbeat;
        stream.heartbeat = false;
        stream.dirty = false;
      }
      if (heartbeat) {
        stream.watcher.heartbeat();
      }
      ended = stream.news.send(stream.watcher);
    } catch (RuntimeException gone) {
      ended = true;
    } finally {
      synchronized (stream) {
        stream.sending = false;
      }
    }
    if (ended) {
      drop(stream);
    }
  }

  private void drop(Stream<O> stream) {
    synchronized (stream) {
      if (stream.gone) {
        return;
      }
      stream.gone = true;
    }
    open.decrementAndGet();
    streams.computeIfPresent(
        stream.subject,
        (id, watching) -> {
          watching.remove(stream);
          return watching.isEmpty() ? null : watching;
        });
    try {
      stream.watcher.close();
    } catch (RuntimeException alreadyClosed) {
      // It is gone either way.
    }
  }
}
