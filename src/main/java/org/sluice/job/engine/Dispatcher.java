package org.sluice.job.engine;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.KeyTaken;
import org.sluice.job.watch.JobLookup;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Executors;
import org.sluice.platform.Ids;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.settings.Settings;

/**
 * Runs the items of active jobs on this node, within the configured limits.
 *
 * <p>A pump, one at a time and never waiting, claims pending items in batches and hands them to the
 * executor; an item that ends makes room for the next at once. Its state is guarded by one monitor,
 * which is never held during I/O. Whatever goes wrong here leaves rows behind that the next sweep
 * finds.
 */
@ApplicationScoped
public class Dispatcher {

  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final int CLAIM_ATTEMPTS = 3;

  private final Object monitor = new Object();
  private final Lanes lanes = new Lanes();
  private final Map<UUID, Run> runs = new HashMap<>();
  private final Queue<Job> started = new ConcurrentLinkedQueue<>();
  private final Map<JobKind, JobWork> works = new EnumMap<>(JobKind.class);
  private final String node = Ids.next().toString();

  private volatile int concurrency;
  private volatile int perHost;
  private volatile boolean stopped;
  private volatile boolean refused;
  private volatile boolean swept;

  @Inject private Settings settings;
  @Inject private JobLookup lookup;
  @Inject private JobStore jobs;
  @Inject private ItemStore items;
  @Inject private ProgressBoard board;
  @Inject private JobStreams streams;
  @Inject private OutcomeWriter writer;
  @Inject private Commits commits;
  @Inject private Executors executors;
  @Inject @Any private Instance<JobWork> registered;

  private SingleFlight pump;

  @PostConstruct
  void prepare() {
    pump = new SingleFlight(executors.housekeeping(), this::pump);
    readLimits();
  }

  /** Takes up a job whose rows are committed. */
  public void wake(Job job) {
    started.add(job);
    pump.wake();
  }

  /** Looks for work that is not known here, lets go of what was lost and starts what it can. */
  public void sweep() {
    refused = false;
    try {
      Set<UUID> unknown = new HashSet<>(lookup.activeIds());
      for (Job job : board.jobs()) {
        if (!unknown.remove(job.id())) {
          // The board missed its end, or it has only just begun.
          unknown.add(job.id());
        }
      }
      for (UUID jobId : unknown) {
        lookup.find(jobId).ifPresent(commits::found);
      }
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "the sweep failed; the next one tries again", failed);
    }
    swept = true;
    pump.wake();
  }

  /** Starts nothing more of a job and gives back what was claimed; what runs goes on. */
  public void hold(UUID jobId) {
    synchronized (monitor) {
      // Within, so that what was claimed is at every moment known here or to the writer.
      giveBack(lanes.close(jobId));
    }
  }

  /** Asks what runs of a job to stop, and starts nothing more of it. */
  public void cancel(UUID jobId) {
    hold(jobId);
    List<Run> running;
    synchronized (monitor) {
      running = runs.values().stream().filter(run -> run.jobId().equals(jobId)).toList();
    }
    running.forEach(run -> run.cancellation().cancel(Cancellation.Cause.REQUESTED));
  }

  /** Asks everything that runs to stop, since the server does; its rows stay as they are. */
  void stop() {
    stopped = true;
    List<Run> running;
    synchronized (monitor) {
      running = List.copyOf(runs.values());
    }
    running.forEach(run -> run.cancellation().cancel(Cancellation.Cause.SHUTDOWN));
  }

  /** Lets progress that was held back by the throttle through. */
  void showProgress() {
    List<Run> running;
    synchronized (monitor) {
      running = List.copyOf(runs.values());
    }
    running.forEach(Run::showProgress);
  }

  /** Items that run on this node. */
  public int running() {
    synchronized (monitor) {
      return lanes.running();
    }
  }

  /** Items that may run at once on this node. */
  public int concurrency() {
    return concurrency;
  }

  private void readLimits() {
    concurrency = settings.jobConcurrency();
    perHost = settings.jobsPerHost();
  }

  private JobWork work(JobKind kind) {
    synchronized (works) {
      if (works.isEmpty()) {
        for (JobWork work : registered) {
          JobWork other = works.put(work.kind(), work);
          if (other != null) {
            throw new IllegalStateException("Two rooms do the work of " + work.kind());
          }
        }
      }
      return works.get(kind);
    }
  }

  private void pump() {
    if (stopped) {
      return;
    }
    readLimits();
    for (Job job = started.poll(); job != null; job = started.poll()) {
      takeUp(job);
    }
    if (swept) {
      swept = false;
      lookAgain();
    }
    Lanes.Next claim;
    while (!stopped && !refused && (claim = startReady()) != null) {
      claim(claim);
    }
  }

  private void takeUp(Job job) {
    try {
      takeUp(job, items.unclaimedByHost(job.id()));
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job=" + job.id() + " could not be taken up; the next sweep tries again",
          failed);
    }
  }

  private void takeUp(Job job, Map<String, Integer> unclaimedByHost) {
    if (work(job.kind()) == null) {
      jobs.abandon(job.id(), "NO_WORK", "Nothing here does the work of " + job.kind() + ".")
          .ifPresent(abandoned -> commits.committed(abandoned, List.of()));
      return;
    }
    synchronized (monitor) {
      lanes.add(job, unclaimedByHost);
    }
  }

  /**
   * Puts right what memory and rows tell differently. The pump does it, since nobody else claims:
   * what is read here cannot be claimed meanwhile.
   */
  private void lookAgain() {
    try {
      releaseLost();
      Map<UUID, Map<String, Integer>> unclaimed = items.unclaimed();
      for (Job job : board.jobs()) {
        if (unclaimed.containsKey(job.id())) {
          takeUp(job, unclaimed.get(job.id()));
        }
      }
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING, "not all was looked at; the next sweep tries again", failed);
    }
  }

  /** Gives back rows that are this node's without its knowing: a claim or an end went astray. */
  private void releaseLost() {
    // Memory first: nothing comes to be known meanwhile, and what leaves has its end in the rows.
    // An
    // item goes from the lanes to the runs to the writer, and is looked for in that order.
    Set<UUID> known;
    synchronized (monitor) {
      known = lanes.ready();
      known.addAll(runs.keySet());
    }
    writer.waiting().forEach(note -> known.add(note.item().id()));
    Map<UUID, List<ItemNote>> lost = new HashMap<>();
    for (JobItem item : items.owned(node)) {
      if (!known.contains(item.id())) {
        lost.computeIfAbsent(item.jobId(), job -> new ArrayList<>()).add(ItemNote.released(item));
      }
    }
    lost.forEach(
        (jobId, notes) -> {
          LOG.log(
              System.Logger.Level.WARNING,
              "job={0} {1} items were claimed and lost; they are pending again",
              jobId,
              notes.size());
          // Not by the writer: this must be done before the next claim.
          items
              .record(jobId, notes.subList(0, Math.min(notes.size(), JobRows.BATCH)))
              .ifPresent(job -> commits.committed(job, List.of()));
        });
  }

  /** Starts claimed items while there are free slots; returns what is to be claimed, or null. */
  private Lanes.Next startReady() {
    List<Run> begin = new ArrayList<>();
    Lanes.Next next = null;
    synchronized (monitor) {
      while (!stopped && !refused) {
        next = lanes.next(concurrency, perHost);
        if (next == null) {
          next = lanes.ahead(concurrency);
        }
        if (next == null || next.item() == null) {
          break;
        }
        Run run =
            new Run(next.lane(), next.item(), work(next.lane().kind()), board, streams, writer) {
              @Override
              void left(double millis) {
                Dispatcher.this.left(this, millis);
              }

              @Override
              boolean giveWay() {
                return Dispatcher.this.giveWay();
              }

              @Override
              void resume() {
                synchronized (monitor) {
                  lanes.resume();
                }
              }
            };
        runs.put(run.item().id(), run);
        begin.add(run);
      }
    }
    begin.forEach(this::submit);
    return next != null && next.item() == null ? next : null;
  }

  private void submit(Run run) {
    try {
      executors.jobs().execute(run);
    } catch (RejectedExecutionException full) {
      // The rows stay pending; the sweep tries again.
      refused = true;
      LOG.log(System.Logger.Level.WARNING, "job={0} the executor refused", run.jobId());
      synchronized (monitor) {
        giveBack(List.of(run.item()));
        runs.remove(run.item().id());
        lanes.ended(run.lane(), run.item(), Double.NaN);
      }
    }
  }

  private void left(Run run, double millis) {
    synchronized (monitor) {
      runs.remove(run.item().id());
      lanes.ended(run.lane(), run.item(), millis);
    }
    fill();
  }

  /** Gives the slot of a run away while it waits, as long as its thread is not missed. */
  private boolean giveWay() {
    synchronized (monitor) {
      if (lanes.resting() >= Executors.JOBS_CEILING - concurrency) {
        return false;
      }
      lanes.rest();
    }
    fill();
    return true;
  }

  private void fill() {
    if (stopped) {
      return;
    }
    Lanes.Next claim = startReady();
    if (claim != null) {
      // The claim is a matter for the pump; it will be asked for again there.
      synchronized (monitor) {
        lanes.forget(claim);
      }
      pump.wake();
    }
  }

  private void claim(Lanes.Next asked) {
    List<JobItem> claimed = new ArrayList<>();
    int looked = 0;
    try {
      ItemStore.Claim claim = claimSome(asked);
      looked = claim.claimed().size() + claim.skipped().size();
      claimed.addAll(claim.claimed());
      if (!claim.skipped().isEmpty()) {
        commits.committed(claim.job(), claim.skipped());
      }
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job=" + asked.lane().jobId() + " nothing could be claimed; the next sweep tries again",
          failed);
    } finally {
      List<JobItem> surplus;
      synchronized (monitor) {
        surplus = lanes.claimed(asked, claimed, looked);
      }
      giveBack(surplus);
    }
  }

  private ItemStore.Claim claimSome(Lanes.Next asked) {
    UUID jobId = asked.lane().jobId();
    try {
      return items.claim(jobId, asked.host(), asked.most(), node);
    } catch (KeyTaken lostTheRace) {
      // Somebody took a key between look and take; one by one the index decides on each.
      List<JobItem> claimed = new ArrayList<>();
      List<JobItem> skipped = new ArrayList<>();
      ItemStore.Claim last = null;
      int lost = 0;
      while (claimed.size() + skipped.size() < asked.most() && lost < CLAIM_ATTEMPTS) {
        try {
          last = items.claim(jobId, asked.host(), 1, node);
          claimed.addAll(last.claimed());
          skipped.addAll(last.skipped());
          if (last.claimed().isEmpty() && last.skipped().isEmpty()) {
            break;
          }
        } catch (KeyTaken again) {
          lost++;
        } catch (RuntimeException failed) {
          // What was claimed before it is ours all the same.
          LOG.log(System.Logger.Level.WARNING, "job=" + jobId + " a claim failed", failed);
          break;
        }
      }
      return new ItemStore.Claim(last == null ? null : last.job(), claimed, skipped);
    }
  }

  private void giveBack(List<JobItem> unused) {
    writer.add(unused.stream().map(ItemNote::released).toList());
  }
}
