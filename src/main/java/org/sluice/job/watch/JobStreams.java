package org.sluice.job.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
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
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.platform.Executors;
import org.sluice.rest.Json;

/**
 * The open event streams of jobs: sends what changed to whoever watches.
 *
 * <p>A change only marks the streams of its job; sending happens on an executor of its own, one
 * task per stream at a time, from a snapshot of the board. A stream whose send fails or takes too
 * long is dropped. What a watcher missed comes from the board's ring of item events; past that, a
 * fresh progress event stands for it.
 */
@ApplicationScoped
public class JobStreams {

  /** Most streams that are open at once. */
  static final int MAX_OPEN = 200;

  private static final long LEAST_NANOS_BETWEEN = Duration.ofMillis(300).toNanos();
  private static final long MOST_NANOS_SENDING = Duration.ofSeconds(10).toNanos();
  // After this the watcher has to come back, and shows again that it may look.
  private static final long MOST_NANOS_OPEN = Duration.ofMinutes(30).toNanos();

  private final Map<UUID, Set<Stream>> streams = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final ProgressBoard board;
  private final Executor injected;

  @Resource(lookup = Executors.WATCHERS)
  private ManagedExecutorService watchers;

  /** For the container. */
  protected JobStreams() {
    this(null, null);
  }

  @Inject
  JobStreams(ProgressBoard board) {
    this(board, null);
  }

  JobStreams(ProgressBoard board, Executor executor) {
    this.board = board;
    this.injected = executor;
  }

  private static final class Stream {
    private final UUID jobId;
    private final Caller caller;
    private final Watcher watcher;
    private final long since = System.nanoTime();
    // Guarded by the stream.
    private long seen;
    private boolean dirty = true;
    private boolean heartbeat;
    private boolean sending;
    private boolean gone;
    private long sentAt = System.nanoTime() - LEAST_NANOS_BETWEEN;
    private String sentTag;

    Stream(UUID jobId, Caller caller, Watcher watcher, long seen) {
      this.jobId = jobId;
      this.caller = caller;
      this.watcher = watcher;
      this.seen = seen;
    }
  }

  /**
   * Opens a stream: a progress event at once, then what happens, then the end.
   *
   * @param caller who watches; the stream ends when what he may do has changed
   * @param job the job as the caller was shown it; tells the rest if the board does not know it
   * @param lastEventId what the watcher has seen last; null if it comes for the first time
   * @throws DomainException UNAVAILABLE if too many are open
   */
  public void open(Caller caller, JobView job, Watcher watcher, String lastEventId) {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      throw DomainException.retryLater(
          FailureKind.UNAVAILABLE,
          "too-many-streams",
          "Too many event streams are open. Poll the job instead, or try again later.",
          Duration.ofSeconds(30));
    }
    long latest = board.missed(job.id(), Long.MAX_VALUE).last();
    if (board.look(job.id()).isEmpty()) {
      execute(() -> tellEnd(job, watcher));
      open.decrementAndGet();
      return;
    }
    Stream stream = new Stream(job.id(), caller, watcher, number(lastEventId, latest));
    streams.compute(
        job.id(),
        (id, present) -> {
          Set<Stream> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(stream);
          return all;
        });
    push(stream, true);
  }

  private long number(String lastEventId, long latest) {
    String prefix = board.epoch() + "-";
    if (lastEventId == null || !lastEventId.startsWith(prefix)) {
      return latest;
    }
    try {
      long number = Long.parseLong(lastEventId.substring(prefix.length()));
      return number < 0 || number > latest ? latest : number;
    } catch (NumberFormatException notOurs) {
      return latest;
    }
  }

  private static void tellEnd(JobView job, Watcher watcher) {
    try {
      watcher.send("progress", "ended", json(job));
      if (job.status().ended()) {
        watcher.send("end", "ended", json(job));
      }
    } catch (RuntimeException gone) {
      // Nobody listens any more; there is nobody to tell.
    } finally {
      watcher.close();
    }
  }

  /** Something about a job changed. Cheap; never blocks. */
  public void changed(UUID jobId) {
    Set<Stream> watching = streams.get(jobId);
    if (watching != null) {
      for (Stream stream : watching) {
        push(stream, true);
      }
    }
  }

  /** Sends what the throttle held back, and drops streams that hang or are too old. */
  public void tick() {
    long now = System.nanoTime();
    for (Set<Stream> watching : streams.values()) {
      for (Stream stream : watching) {
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
    for (Set<Stream> watching : streams.values()) {
      for (Stream stream : watching) {
        synchronized (stream) {
          stream.heartbeat = true;
        }
        push(stream, false);
      }
    }
  }

  /** Ends the streams of a user whose rights or credentials changed; he may come back with them. */
  void accessChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged changed) {
    dropIf(caller -> changed.userId() == null || changed.userId().equals(caller.userId()));
  }

  private void dropIf(Predicate<Caller> condition) {
    for (Set<Stream> watching : streams.values()) {
      for (Stream stream : watching) {
        if (condition.test(stream.caller)) {
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
  public int openStreams() {
    return open.get();
  }

  private void push(Stream stream, boolean changed) {
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
    if (!execute(() -> send(stream))) {
      synchronized (stream) {
        stream.sending = false;
      }
    }
  }

  private void send(Stream stream) {
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
      ended = sendNews(stream);
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

  private boolean sendNews(Stream stream) {
    // The job first: if it has ended, the ring holds the last item already.
    ProgressBoard.Snapshot job = board.look(stream.jobId).orElse(null);
    if (job == null) {
      return true;
    }
    ProgressBoard.Missed missed = board.missed(stream.jobId, stream.seen);
    if (missed.complete()) {
      for (ProgressBoard.ItemEvent event : missed.events()) {
        stream.watcher.send("item", id(event.number()), json(event.item()));
      }
    }
    stream.seen = missed.last();
    if (!job.tag().equals(stream.sentTag)) {
      stream.watcher.send("progress", id(missed.last()), json(job.view()));
      stream.sentTag = job.tag();
    }
    if (job.view().status().ended()) {
      stream.watcher.send("end", id(missed.last()), json(job.view()));
      return true;
    }
    return false;
  }

  private String id(long number) {
    return board.epoch() + "-" + number;
  }

  private void drop(Stream stream) {
    synchronized (stream) {
      if (stream.gone) {
        return;
      }
      stream.gone = true;
    }
    open.decrementAndGet();
    streams.computeIfPresent(
        stream.jobId,
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

  private boolean execute(Runnable task) {
    try {
      (injected == null ? watchers : injected).execute(task);
      return true;
    } catch (RejectedExecutionException refused) {
      return false;
    }
  }

  private static String json(Object data) {
    try {
      return Json.mapper().writeValueAsString(data);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
