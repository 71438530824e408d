package org.sluice.job.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;

/**
 * One run of one item: does the work without a transaction, and hands its outcome to the writer on
 * every path out.
 */
abstract class Run implements ItemRun, Runnable {

  /** Least time between two reports of one item. */
  static final long REPORT_EVERY_NANOS = Duration.ofMillis(200).toNanos();

  private static final System.Logger LOG = System.getLogger(Run.class.getName());
  private static final int MAX_LOG_LINES = 20;

  private final Lanes.Lane lane;
  private final JobItem item;
  private final JobWork work;
  private final ProgressBoard board;
  private final JobStreams streams;
  private final OutcomeWriter writer;
  private final Cancellation cancellation = new Cancellation();

  // Guarded by this.
  private final Deque<String> failedAttempts = new ArrayDeque<>();
  private int attempts = 1;
  private long reportedAt = System.nanoTime() - REPORT_EVERY_NANOS;
  private final Map<String, Long> counters = new TreeMap<>();
  private Progress heldBack;
  private boolean recounted;

  private record Progress(String phase, double fraction, long bytes) {}

  Run(
      Lanes.Lane lane,
      JobItem item,
      JobWork work,
      ProgressBoard board,
      JobStreams streams,
      OutcomeWriter writer) {
    this.lane = lane;
    this.item = item;
    this.work = work;
    this.board = board;
    this.streams = streams;
    this.writer = writer;
    if (item.attemptLog() != null) {
      item.attemptLog().lines().forEach(failedAttempts::addLast);
    }
  }

  /** Called once at the very end, whatever happened. */
  abstract void left(double millis);

  /** Gives the slot to others for a while; false if there is no room for more that wait. */
  abstract boolean giveWay();

  /** Takes the slot back that was given away. */
  abstract void resume();

  Lanes.Lane lane() {
    return lane;
  }

  JobItem item() {
    return item;
  }

  @Override
  public void run() {
    long began = System.nanoTime();
    Instant since = cancellation.isCancelled() ? null : Instant.now();
    Map<String, Long> counted = Map.of();
    try {
      counted = end(since == null ? ItemOutcome.cancelled() : attempt(since), since, began);
    } finally {
      try {
        board.left(item.jobId(), item.id(), counted);
      } finally {
        left((System.nanoTime() - began) / 1e6);
      }
    }
  }

  /** Does the work; whatever is thrown, also while its start is told, is an outcome. */
  private ItemOutcome attempt(Instant since) {
    try {
      JobItem running = item.running(since);
      writer.add(ItemNote.started(running));
      board.began(running);
      streams.changed(item.jobId());
      LOG.log(System.Logger.Level.DEBUG, "{0} start", this);
      ItemOutcome outcome = work.run(this);
      if (outcome == null) {
        throw new IllegalStateException("The work of " + work.kind() + " returned no outcome");
      }
      return outcome;
    } catch (Throwable failed) {
      if (cancellation.isCancelled() && failed instanceof Exception) {
        return cancellation.cause() == Cancellation.Cause.DEADLINE
            ? ItemOutcome.failed("DEADLINE", "It took longer than it may.")
            : ItemOutcome.cancelled();
      }
      UUID incident = Ids.next();
      LOG.log(System.Logger.Level.ERROR, this + " incident=" + incident, failed);
      return ItemOutcome.failed(
          "INTERNAL", "Something went wrong on our side. Incident " + incident + ".");
    }
  }

  /** Hands over the outcome; what it adds to the counters, which is nothing if there is none. */
  private Map<String, Long> end(ItemOutcome reported, Instant since, long began) {
    ItemOutcome outcome = reported;
    Cancellation.Cause cause = cancellation.cause();
    boolean done =
        outcome.status() == ItemStatus.SUCCEEDED || outcome.status() == ItemStatus.SKIPPED;
    if (cause == Cancellation.Cause.SHUTDOWN && !done) {
      LOG.log(System.Logger.Level.INFO, "{0} interrupted by the stop of the server", this);
      return Map.of();
    }
    if (cause == Cancellation.Cause.REQUESTED && outcome.status() == ItemStatus.FAILED) {
      // Its connection was closed under it; that is no failure of its own.
      outcome = ItemOutcome.cancelled();
    }
    int tries;
    String log;
    Map<String, Long> counted;
    synchronized (this) {
      counted = Map.copyOf(counters);
      tries = since == null ? item.attempts() : item.attempts() + attempts;
      log = failedAttempts.isEmpty() ? null : String.join("\n", failedAttempts);
    }
    ItemNote note =
        ItemNote.ended(item.ended(outcome, tries, log, since, Instant.now()), outcome, counted);
    writer.add(note);
    LOG.log(
        outcome.status() == ItemStatus.FAILED
            ? System.Logger.Level.WARNING
            : System.Logger.Level.DEBUG,
        "{0} end outcome={1} failure={2} {3} attempts={4} took={5} ms",
        this,
        outcome.status(),
        outcome.failureKind(),
        outcome.failureDetail(),
        tries,
        (System.nanoTime() - began) / 1_000_000);
    return note.counters();
  }

  @Override
  public UUID jobId() {
    return item.jobId();
  }

  @Override
  public JobTrigger trigger() {
    return lane.trigger();
  }

  @Override
  public boolean bulk() {
    return lane.bulk();
  }

  @Override
  public String requestedBy() {
    return lane.requestedBy();
  }

  @Override
  public UUID subjectId() {
    return item.subjectId();
  }

  @Override
  public String subjectName() {
    return item.subjectName();
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public void progress(String phase, double fraction, long bytes) {
    boolean due;
    synchronized (this) {
      heldBack = new Progress(phase, fraction, bytes);
      due = isDue();
    }
    if (due) {
      showProgress();
    }
  }

  @Override
  public void count(String counter, long value) {
    String name = ItemNote.name(counter);
    boolean due;
    synchronized (this) {
      if (!counters.containsKey(name) && counters.size() >= Job.MAX_COUNTERS) {
        return;
      }
      counters.put(name, value);
      recounted = true;
      due = isDue();
    }
    if (due) {
      showProgress();
    }
  }

  // Called under this.
  private boolean isDue() {
    return System.nanoTime() - reportedAt >= REPORT_EVERY_NANOS;
  }

  /** Shows the latest reports if the throttle held them back. */
  void showProgress() {
    Progress latest;
    Map<String, Long> counted;
    synchronized (this) {
      latest = heldBack;
      counted = recounted ? Map.copyOf(counters) : null;
      heldBack = null;
      recounted = false;
      if (latest == null && counted == null) {
        return;
      }
      reportedAt = System.nanoTime();
    }
    if (latest != null) {
      String phase = JobItem.cut(latest.phase(), 60);
      board.progress(item.jobId(), item.id(), phase, latest.fraction(), latest.bytes());
    }
    if (counted != null) {
      board.counted(item.jobId(), item.id(), counted);
    }
    streams.changed(item.jobId());
  }

  @Override
  public void attemptFailed(String failureKind, String detail) {
    String line;
    synchronized (this) {
      attempts++;
      line =
          JobItem.cut(
              Instant.now() + " " + failureKind + " " + String.valueOf(detail).replace('\n', ' '),
              JobItem.MAX_LOG / MAX_LOG_LINES - 1);
      failedAttempts.addLast(line);
      if (failedAttempts.size() > MAX_LOG_LINES) {
        failedAttempts.removeFirst();
      }
    }
    LOG.log(System.Logger.Level.INFO, "{0} attempt failed: {1}", this, line);
  }

  @Override
  @SuppressWarnings("try") // The registration is held, not asked.
  public boolean rest(Duration wait) {
    CountDownLatch ended = new CountDownLatch(1);
    boolean free = giveWay();
    try (Cancellation.Registration stop = cancellation.onCancel(ended::countDown)) {
      return !ended.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      if (free) {
        resume();
      }
    }
  }

  @Override
  public String toString() {
    return "job=" + item.jobId() + " item=" + item.subjectName();
  }
}
