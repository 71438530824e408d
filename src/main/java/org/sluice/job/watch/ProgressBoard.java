package org.sluice.job.watch;

import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.sluice.job.ItemView;
import org.sluice.job.JobCounts;
import org.sluice.job.JobStatus;
import org.sluice.job.JobView;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;

/**
 * Live progress of the jobs that have not ended, in memory, so that a poll costs no database read.
 *
 * <p>The rows are the truth: counts here are those of the last commit, and an entry goes away
 * shortly after its job's end. No method does I/O; what comes out is a snapshot.
 */
@Singleton
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class ProgressBoard {

  /** Item events that are kept for watchers who come back. */
  static final int RING = 256;

  private final Map<UUID, Entry> entries = new HashMap<>();
  private final Supplier<Instant> clock;
  // Part of every entity tag, so that a tag of before a restart fits nothing.
  private final String epoch;

  /** For the container. */
  public ProgressBoard() {
    this(Instant::now);
  }

  ProgressBoard(Supplier<Instant> clock) {
    this.clock = clock;
    this.epoch = Long.toString(clock.get().toEpochMilli(), 36);
  }

  /**
   * What is known of a job at one moment.
   *
   * @param view the job as people see it
   * @param tag changes whenever the view does
   * @param requestedById who asked; null for Sluice itself
   * @param namespaces namespaces by which the job is seen
   */
  public record Snapshot(JobView view, String tag, UUID requestedById, Set<UUID> namespaces) {}

  /**
   * One event of an item, numbered within its job from 1.
   *
   * @param number its number
   * @param item the item after it
   */
  public record ItemEvent(long number, ItemView item) {}

  /**
   * Events that a watcher has missed.
   *
   * @param last number of the latest event; 0 if there was none
   * @param events the missed ones, in order
   * @param complete whether none between is lost
   */
  public record Missed(long last, List<ItemEvent> events, boolean complete) {}

  /**
   * Sums over all jobs.
   *
   * @param jobs jobs that have not ended
   * @param pending items that wait
   * @param running items that run
   */
  public record Totals(int jobs, int pending, int running) {}

  private static final class Entry {
    private Job job;
    private final Set<UUID> namespaces;
    private final Map<UUID, Live> current = new LinkedHashMap<>();
    // Of items that run no more and whose end is not committed yet.
    private final Map<UUID, Map<String, Long>> uncommitted = new HashMap<>();
    private final Deque<ItemEvent> ring = new ArrayDeque<>();
    private long events;
    private long revision;

    Entry(Job job, Set<UUID> namespaces) {
      this.job = job;
      this.namespaces = namespaces;
    }

    Map<String, Long> counters() {
      Map<String, Long> sums = job.counters();
      if (!job.status().ended()) {
        for (Live live : current.values()) {
          sums = Job.counted(sums, live.counters);
        }
        for (Map<String, Long> each : uncommitted.values()) {
          sums = Job.counted(sums, each);
        }
      }
      return sums;
    }
  }

  private static final class Live {
    private final JobItem item;
    private String phase;
    private double fraction = Double.NaN;
    private long bytes;
    private long rate;
    private Instant at;
    private Map<String, Long> counters = Map.of();
    private boolean ended;

    Live(JobItem item, Instant at) {
      this.item = item;
      this.at = at;
    }

    void report(String phaseNow, double fractionNow, long bytesNow, Instant now) {
      double seconds = Duration.between(at, now).toNanos() / 1e9;
      if (seconds > 0 && bytesNow >= bytes) {
        double latest = (bytesNow - bytes) / seconds;
        rate = Math.round(rate == 0 ? latest : 0.7 * rate + 0.3 * latest);
      }
      phase = phaseNow;
      fraction = fractionNow;
      bytes = bytesNow;
      at = now;
    }

    JobView.Current view() {
      return new JobView.Current(
          item.id(),
          item.subjectId(),
          item.subjectName(),
          phase,
          fraction >= 0 && fraction <= 1 ? fraction : null,
          bytes,
          rate,
          item.startedAt());
    }
  }

  /**
   * Takes up a job, or its state if that is newer than what is known.
   *
   * @return whether the board knew the job and learns only now that it has ended
   */
  @Lock(LockType.WRITE)
  public boolean open(Job job, Set<UUID> namespaces) {
    Entry entry = entries.computeIfAbsent(job.id(), id -> new Entry(job, namespaces));
    return advance(entry, job);
  }

  /**
   * Takes over what was committed: the job's state, and the items that changed.
   *
   * @return whether the job has ended and the board did not know of it
   */
  @Lock(LockType.WRITE)
  public boolean committed(Job job, List<JobItem> items) {
    Entry entry = entries.get(job.id());
    if (entry == null) {
      return job.status().ended();
    }
    for (JobItem item : items) {
      if (item.status().ended()) {
        settle(entry, item.id());
      }
      entry.ring.addLast(new ItemEvent(++entry.events, Views.of(item)));
      if (entry.ring.size() > RING) {
        entry.ring.removeFirst();
      }
    }
    entry.revision++;
    return advance(entry, job);
  }

  /** The job's own counters have the item's from now on. */
  private static void settle(Entry entry, UUID itemId) {
    entry.uncommitted.remove(itemId);
    Live live = entry.current.get(itemId);
    if (live != null) {
      live.counters = Map.of();
      live.ended = true;
    }
  }

  private static boolean advance(Entry entry, Job job) {
    // Two commits may arrive in the other order; the row's version tells.
    if (job.version() <= entry.job.version()) {
      return false;
    }
    boolean ends = job.status().ended() && !entry.job.status().ended();
    entry.job = job;
    entry.revision++;
    return ends;
  }

  /** An item runs from now on. */
  @Lock(LockType.WRITE)
  public void began(JobItem item) {
    Entry entry = entries.get(item.jobId());
    if (entry != null) {
      entry.current.put(item.id(), new Live(item, clock.get()));
      entry.revision++;
    }
  }

  /** How far an item's run is; callers throttle. */
  @Lock(LockType.WRITE)
  public void progress(UUID jobId, UUID itemId, String phase, double fraction, long bytes) {
    Entry entry = entries.get(jobId);
    Live live = entry == null ? null : entry.current.get(itemId);
    if (live != null) {
      live.report(phase, fraction, bytes, clock.get());
      entry.revision++;
    }
  }

  /** What an item that runs adds to the job's counters; callers throttle. */
  @Lock(LockType.WRITE)
  public void counted(UUID jobId, UUID itemId, Map<String, Long> counters) {
    Entry entry = entries.get(jobId);
    Live live = entry == null ? null : entry.current.get(itemId);
    if (live != null && !live.ended) {
      live.counters = Map.copyOf(counters);
      entry.revision++;
    }
  }

  /**
   * An item no longer runs.
   *
   * @param counters what the commit of its end adds to the job's; until then they are shown here,
   *     so that nobody sees a counter go back
   */
  @Lock(LockType.WRITE)
  public void left(UUID jobId, UUID itemId, Map<String, Long> counters) {
    Entry entry = entries.get(jobId);
    Live live = entry == null ? null : entry.current.remove(itemId);
    if (live != null) {
      if (!live.ended && !counters.isEmpty()) {
        entry.uncommitted.put(itemId, Map.copyOf(counters));
      }
      entry.revision++;
    }
  }

  /** Forgets jobs that ended before a time. */
  @Lock(LockType.WRITE)
  public void evictEndedBefore(Instant time) {
    entries
        .values()
        .removeIf(
            entry ->
                entry.job.status().ended()
                    && entry.job.completedAt().isBefore(time)
                    && entry.current.isEmpty());
  }

  /** What is known of a job; empty if it is not on the board. */
  public Optional<Snapshot> look(UUID jobId) {
    return Optional.ofNullable(entries.get(jobId)).map(this::snapshot);
  }

  /** All jobs on the board that have not ended, oldest first. */
  public List<Snapshot> active() {
    return entries.values().stream()
        .filter(entry -> !entry.job.status().ended())
        .map(this::snapshot)
        .sorted((one, other) -> one.view().createdAt().compareTo(other.view().createdAt()))
        .toList();
  }

  /** The jobs on the board that have not ended, as last committed. */
  public List<Job> jobs() {
    return entries.values().stream()
        .map(entry -> entry.job)
        .filter(job -> !job.status().ended())
        .toList();
  }

  /**
   * Item events of a job after a number.
   *
   * @param after number of the last event that the watcher has seen
   */
  public Missed missed(UUID jobId, long after) {
    Entry entry = entries.get(jobId);
    if (entry == null) {
      return new Missed(after, List.of(), true);
    }
    List<ItemEvent> missed = new ArrayList<>();
    for (ItemEvent event : entry.ring) {
      if (event.number() > after) {
        missed.add(event);
      }
    }
    boolean complete = after <= entry.events && entry.events - after <= missed.size();
    return new Missed(entry.events, missed, complete);
  }

  /** Part of every event's id, another one after each restart. */
  public String epoch() {
    return epoch;
  }

  /** Sums over all jobs that have not ended. */
  public Totals totals() {
    int jobs = 0;
    int pending = 0;
    int running = 0;
    for (Entry entry : entries.values()) {
      if (!entry.job.status().ended()) {
        jobs++;
        pending += entry.job.counts().pending();
        running += entry.job.counts().running();
      }
    }
    return new Totals(jobs, pending, running);
  }

  private Snapshot snapshot(Entry entry) {
    List<JobView.Current> current = entry.current.values().stream().map(Live::view).toList();
    return new Snapshot(
        Views.of(
            entry.job,
            entry.job.status().ended() ? List.of() : current,
            entry.counters(),
            estimate(entry.job, clock.get())),
        epoch + "-" + entry.revision,
        entry.job.requestedById(),
        entry.namespaces);
  }

  /**
   * When a job may end if it goes on as it did so far.
   *
   * @return null if it does not run, or nothing has ended yet
   */
  static Instant estimate(Job job, Instant now) {
    JobCounts counts = job.counts();
    // What was skipped at once says nothing about how long the rest takes.
    int done = counts.succeeded() + counts.failed();
    if (job.status() != JobStatus.RUNNING || done == 0 || job.startedAt() == null) {
      return null;
    }
    double millisEach = (double) Duration.between(job.startedAt(), now).toMillis() / done;
    int left = counts.pending() + counts.running();
    return now.plusMillis(Math.round(millisEach * left));
  }
}
