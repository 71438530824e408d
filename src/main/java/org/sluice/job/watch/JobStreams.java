package org.sluice.job.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.sluice.failure.DomainException;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.platform.Executors;
import org.sluice.rest.Json;
import org.sluice.rest.stream.OpenStreams;
import org.sluice.rest.stream.Watcher;

/**
 * The open event streams of jobs: sends what changed to whoever watches.
 *
 * <p>It is sent from a snapshot of the board. What a watcher missed comes from the board's ring of
 * item events; past that, a fresh progress event stands for it.
 */
@ApplicationScoped
public class JobStreams {

  private final ProgressBoard board;
  private final Executor watchers;
  private final OpenStreams<Caller> streams;

  /** For the container. */
  protected JobStreams() {
    this(null, (Executor) null);
  }

  @Inject
  JobStreams(ProgressBoard board, Executors executors) {
    this(board, executors.watchers());
  }

  JobStreams(ProgressBoard board, Executor watchers) {
    this.board = board;
    this.watchers = watchers;
    this.streams = new OpenStreams<>(watchers);
  }

  /** What one watcher has not been sent yet of a job. */
  private final class JobNews implements OpenStreams.News {
    private final UUID jobId;
    private long seen;
    private String sentTag;

    JobNews(UUID jobId, long seen) {
      this.jobId = jobId;
      this.seen = seen;
    }

    @Override
    public boolean send(Watcher watcher) {
      // The job first: if it has ended, the ring holds the last item already.
      ProgressBoard.Snapshot job = board.look(jobId).orElse(null);
      if (job == null) {
        return true;
      }
      ProgressBoard.Missed missed = board.missed(jobId, seen);
      if (missed.complete()) {
        for (ProgressBoard.ItemEvent event : missed.events()) {
          watcher.send("item", id(event.number()), json(event.item()));
        }
      }
      seen = missed.last();
      if (!job.tag().equals(sentTag)) {
        watcher.send("progress", id(missed.last()), json(job.view()));
        sentTag = job.tag();
      }
      if (job.view().status().ended()) {
        watcher.send("end", id(missed.last()), json(job.view()));
        return true;
      }
      return false;
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
    long latest = board.missed(job.id(), Long.MAX_VALUE).last();
    if (board.look(job.id()).isEmpty()) {
      tellEndSoon(job, watcher);
      return;
    }
    streams.open(job.id(), caller, watcher, new JobNews(job.id(), number(lastEventId, latest)));
  }

  private void tellEndSoon(JobView job, Watcher watcher) {
    try {
      watchers.execute(() -> tellEnd(job, watcher));
    } catch (RejectedExecutionException stopping) {
      watcher.close();
    }
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
    streams.changed(jobId);
  }

  /** Sends what the throttle held back, and drops streams that hang or are too old. */
  public void tick() {
    streams.tick();
  }

  /** Sends a sign of life to everybody. */
  public void heartbeat() {
    streams.heartbeat();
  }

  /** Ends the streams of a user whose rights or credentials changed; he may come back with them. */
  void accessChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged changed) {
    streams.dropIf(caller -> changed.userId() == null || changed.userId().equals(caller.userId()));
  }

  /** Ends all streams, since the server stops. */
  public void closeAll() {
    streams.closeAll();
  }

  /** Streams that are open. */
  public int openStreams() {
    return streams.count();
  }

  private String id(long number) {
    return board.epoch() + "-" + number;
  }

  private static String json(Object data) {
    try {
      return Json.mapper().writeValueAsString(data);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
