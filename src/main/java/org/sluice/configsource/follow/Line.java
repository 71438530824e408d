package org.sluice.configsource.follow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.configsource.RefreshResult;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.refs.HeldBack;
import org.sluice.identity.Caller;
import org.sluice.mirror.SyncEnded;
import org.sluice.platform.Cancellation;

/**
 * What happens to one source, one thing after the other: rounds begin here, wait for the sync that
 * they started, and answer whoever waits for them.
 *
 * <p>Whatever comes in is put down under the line's lock and worked off by one thread at a time;
 * the lock is never held while something is asked, read or written.
 */
final class Line {

  /** What a line has done for it; each may take long. */
  interface Rounds {

    /**
     * Begins a round.
     *
     * @param caller on whose behalf
     * @param began when
     * @return how it ended, or the job that it waits for
     */
    Begun begin(
        UUID source, Caller caller, Instant began, Memory memory, Cancellation cancellation);

    /** Ends a round; null if the source is gone. */
    Round.Answer settle(UUID source, Round round);

    /** Takes in that the mirror was changed here. */
    void reread(UUID source);
  }

  /**
   * What a round came to when the upstream had been asked.
   *
   * @param round how it ended; null if it goes on
   * @param job that it waits for; null unless it goes on with a sync
   */
  record Begun(Round round, UUID job) {

    static Begun ended(Round round) {
      return new Begun(round, null);
    }

    static Begun waits(UUID job) {
      return new Begun(null, job);
    }

    /** There is no place for another round now; the timer comes again. */
    static Begun later() {
      return new Begun(null, null);
    }
  }

  /**
   * What the last sync left although it ended well. Nothing is remembered where it left nothing,
   * nor once the mirror was changed here: what differs then is for another sync to find.
   *
   * @param listing digest of what the upstream listed; null if nothing is remembered
   * @param held what the mirror did not take of it
   */
  record Memory(String listing, List<HeldBack> held) {
    static final Memory NONE = new Memory(null, List.of());
  }

  private record Waiter(Instant asked, Caller caller, CompletableFuture<RefreshResult> answer) {}

  private record Awaited(UUID job, Instant began) {}

  private record EndedJob(UUID id, boolean cancelled) {}

  /** Rounds in a row that are begun anew since their job had told its word too early. */
  private static final int MOST_MISSED = 3;

  private static final Logger LOG = Logger.getLogger(Line.class.getName());

  private final UUID source;
  private final Executor executor;
  private final Rounds rounds;

  // Guarded by this.
  private final List<SyncEnded> ended = new ArrayList<>();
  private final List<EndedJob> endedJobs = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private boolean due;
  private boolean changedHere;
  // Whether it is some thread's turn, and the threads that are here: one may be on its way out.
  private boolean working;
  private int here;
  private boolean closed;
  private Awaited awaited;
  private Cancellation running;

  // Of the thread that works.
  private Memory memory = Memory.NONE;
  private int missed;

  Line(UUID source, Executor executor, Rounds rounds) {
    this.source = source;
    this.executor = executor;
    this.rounds = rounds;
  }

  /** Asks for a round that begins from now on. */
  CompletableFuture<RefreshResult> ask(Caller caller) {
    CompletableFuture<RefreshResult> answer = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        answer.completeExceptionally(stopped());
        return answer;
      }
      waiters.add(new Waiter(Instant.now(), caller, answer));
    }
    wake();
    return answer;
  }

  /** The time for a round has come. */
  void due() {
    synchronized (this) {
      due |= awaited == null;
    }
    wake();
  }

  /** A sync of the mirror has ended. */
  void syncEnded(SyncEnded end) {
    synchronized (this) {
      ended.add(end);
    }
    wake();
  }

  /**
   * A job has ended that may be the one that is waited for.
   *
   * @param cancelled whether it did not come to its end
   */
  void jobEnded(UUID job, boolean cancelled) {
    synchronized (this) {
      if (awaited == null && !working) {
        return;
      }
      endedJobs.add(new EndedJob(job, cancelled));
    }
    wake();
  }

  /** The mirror was changed here. */
  void changedHere() {
    synchronized (this) {
      changedHere = true;
    }
    wake();
  }

  /** Begins nothing any more, ends what runs, and answers whoever waits. */
  void close() {
    List<Waiter> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiters);
      waiters.clear();
      if (running != null) {
        running.cancel(Cancellation.Cause.SHUTDOWN);
      }
    }
    left.forEach(each -> each.answer().completeExceptionally(stopped()));
  }

  private static DomainException stopped() {
    return new DomainException(
        FailureKind.UNAVAILABLE, "refresh-stopped", "The refresh was stopped.");
  }

  /** Whether a thread is at it now; one that was sent for may never come when a server stops. */
  synchronized boolean isAtWork() {
    return here > 0;
  }

  /** Whether anything is being done, or waited for. */
  synchronized boolean isBusy() {
    return working || awaited != null;
  }

  /** Whether something came in that nobody is at and nothing is waited for. */
  synchronized boolean isLeftBehind() {
    return !working
        && awaited == null
        && (due || changedHere || !waiters.isEmpty() || !ended.isEmpty() || !endedJobs.isEmpty());
  }

  /** Goes on with what came in. */
  void goOn() {
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (working || closed) {
        return;
      }
      working = true;
    }
    try {
      executor.execute(this::work);
    } catch (RuntimeException refused) {
      synchronized (this) {
        working = false;
      }
      throw refused;
    }
  }

  private void work() {
    synchronized (this) {
      here++;
    }
    try {
      workOff();
    } finally {
      synchronized (this) {
        here--;
      }
    }
  }

  private void workOff() {
    boolean more = true;
    while (more) {
      try {
        more = step();
      } catch (RuntimeException failed) {
        LOG.log(Level.WARNING, failed, () -> "source=" + source + " a round could not go on");
        abandon();
        more = false;
      }
    }
  }

  /** What came in is kept; the timer goes on with it. */
  private synchronized void abandon() {
    working = false;
    awaited = null;
    running = null;
  }

  /** Does the next thing; false if there is none. */
  private boolean step() {
    SyncEnded end;
    EndedJob job;
    boolean reread;
    boolean begin;
    Caller caller;
    Instant began = Instant.now();
    synchronized (this) {
      end = ended.isEmpty() ? null : ended.remove(0);
      job = end == null && !endedJobs.isEmpty() ? endedJobs.remove(0) : null;
      reread = end == null && job == null && changedHere && awaited == null;
      begin =
          end == null && job == null && !reread && awaited == null && (due || !waiters.isEmpty());
      if (closed || end == null && job == null && !reread && !begin) {
        working = false;
        return false;
      }
      caller = waiters.isEmpty() ? Caller.sluice() : waiters.get(0).caller();
      changedHere &= !reread;
      due &= !begin;
      running = begin ? new Cancellation() : null;
    }
    if (end != null) {
      take(end);
    } else if (job != null) {
      lose(job);
    } else if (reread) {
      memory = Memory.NONE;
      rounds.reread(source);
    } else {
      return begin(caller, began);
    }
    return true;
  }

  private boolean begin(Caller caller, Instant began) {
    Begun begun = rounds.begin(source, caller, began, memory, running);
    synchronized (this) {
      running = null;
      if (begun.round() == null && begun.job() == null) {
        due = true;
        working = false;
        return false;
      }
      if (begun.job() != null) {
        awaited = new Awaited(begun.job(), began);
      }
    }
    if (begun.round() != null) {
      finish(begun.round());
    }
    return true;
  }

  /** A sync has ended: the one that is waited for, one that began too early, or anybody's. */
  private void take(SyncEnded end) {
    Awaited waited;
    synchronized (this) {
      waited = awaited;
      awaited = null;
      if (waited != null && end.began().isBefore(waited.began())) {
        // It may have read the upstream before whoever waits had asked.
        due = true;
      }
    }
    missed = 0;
    if (end.fetched() != null) {
      memory =
          end.fetched().isDiffering()
              ? new Memory(end.fetched().listing(), end.fetched().heldBack())
              : Memory.NONE;
    }
    finish(Rounding.of(end));
  }

  /**
   * A job has ended, and no word of the mirror has come since it is waited for. If it was not
   * cancelled, its sync was over before this round joined it, and another round sees what that did
   * not.
   */
  private void lose(EndedJob job) {
    Awaited waited;
    boolean again;
    synchronized (this) {
      waited = awaited != null && awaited.job().equals(job.id()) ? awaited : null;
      awaited = waited == null ? awaited : null;
      again = waited != null && !job.cancelled() && missed < MOST_MISSED;
      due |= again;
    }
    if (again) {
      missed++;
    } else if (waited != null) {
      finish(Round.failed(waited.began(), Rounding.CANCELLED));
    }
  }

  private void finish(Round round) {
    Round.Answer answer = rounds.settle(source, round);
    List<Waiter> answered = new ArrayList<>();
    synchronized (this) {
      waiters.removeIf(
          each -> {
            boolean covered = answer == null || !each.asked().isAfter(round.began());
            return covered && answered.add(each);
          });
    }
    for (Waiter each : answered) {
      if (answer == null) {
        each.answer().completeExceptionally(DomainException.notFound("configuration source"));
      } else if (answer.failure() != null) {
        each.answer().completeExceptionally(answer.failure().refusal());
      } else {
        each.answer().complete(answer.result());
      }
    }
  }
}
