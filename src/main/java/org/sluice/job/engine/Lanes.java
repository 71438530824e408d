package org.sluice.job.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;

/**
 * Decides which item runs next on this node: one lane per job, in it one line per upstream host.
 *
 * <p>Jobs of one rank take turns, and so do the hosts of a job, so a slow host or a long job never
 * starves the others. Single requests go before bulk jobs and those before scheduled ones, except
 * that every fourth start serves bulk jobs first and every sixteenth scheduled ones. Not
 * thread-safe: the dispatcher guards it. It does no I/O.
 */
final class Lanes {

  /** Items that take less than this on average are claimed ahead, in milliseconds. */
  private static final double QUICK = 200;

  private static final int MOST_AHEAD = 256;
  private static final int[][] ORDERS = {{0, 1, 2}, {1, 0, 2}, {2, 0, 1}};

  /** The items of one job that wait on this node. */
  static final class Lane {
    private final UUID jobId;
    private final JobKind kind;
    private final JobTrigger trigger;
    private final String requestedBy;
    private final int rank;
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private double meanMillis = Double.NaN;
    private boolean closed;

    Lane(Job job) {
      jobId = job.id();
      kind = job.kind();
      trigger = job.trigger();
      requestedBy = job.requestedBy();
      rank = job.rank();
    }

    UUID jobId() {
      return jobId;
    }

    JobKind kind() {
      return kind;
    }

    JobTrigger trigger() {
      return trigger;
    }

    String requestedBy() {
      return requestedBy;
    }

    /** Whether the job yields to single requests. */
    boolean bulk() {
      return rank > 0;
    }

    /** Whether the job may start nothing more; what it has claimed is to be given back. */
    boolean closed() {
      return closed;
    }

    private int ahead(int concurrency) {
      if (Double.isNaN(meanMillis) || meanMillis >= QUICK) {
        return 0;
      }
      return (int) Math.min(MOST_AHEAD, concurrency * QUICK / Math.max(0.1, meanMillis));
    }
  }

  private static final class Line {
    private int unclaimed;
    private boolean claiming;
    private final Deque<JobItem> ready = new ArrayDeque<>();

    private boolean idle() {
      return unclaimed == 0 && ready.isEmpty() && !claiming;
    }
  }

  /**
   * What to do next: start an item, or claim some first.
   *
   * @param lane the job
   * @param item the item to start; null if some are to be claimed
   * @param host the host whose items are to be claimed
   * @param most how many
   */
  record Next(Lane lane, JobItem item, String host, int most) {}

  private final Map<UUID, Lane> byJob = new HashMap<>();
  private final List<Map<UUID, Lane>> ranks =
      List.of(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
  private final Map<String, Integer> runningByHost = new HashMap<>();
  private int running;
  private int resting;
  private int turn;

  /** Ids of the items that are claimed and wait for a slot; the caller's own set. */
  Set<UUID> ready() {
    Set<UUID> ready = new HashSet<>();
    for (Lane lane : byJob.values()) {
      lane.lines.values().forEach(line -> line.ready.forEach(item -> ready.add(item.id())));
    }
    return ready;
  }

  /** Items that run. */
  int running() {
    return running;
  }

  /** Items that wait between two attempts and use no slot. */
  int resting() {
    return resting;
  }

  /**
   * An item that was running waits for a while: its slot is free, but not the share of its host,
   * which is the one that is waited for.
   */
  void rest() {
    running--;
    resting++;
  }

  /** An item that was waiting goes on; for a moment more may run than there are slots. */
  void resume() {
    running++;
    resting--;
  }

  /** Takes up a job, or what is known of its unclaimed items by host anew. */
  void add(Job job, Map<String, Integer> unclaimedByHost) {
    if (unclaimedByHost.isEmpty()) {
      return;
    }
    Lane lane =
        byJob.computeIfAbsent(
            job.id(),
            id -> {
              Lane added = new Lane(job);
              ranks.get(added.rank).put(id, added);
              return added;
            });
    unclaimedByHost.forEach(
        (host, items) -> lane.lines.computeIfAbsent(host, name -> new Line()).unclaimed = items);
  }

  /**
   * Starts nothing more of a job.
   *
   * @return its claimed items, to be given back
   */
  List<JobItem> close(UUID jobId) {
    Lane lane = byJob.remove(jobId);
    if (lane == null) {
      return List.of();
    }
    ranks.get(lane.rank).remove(jobId);
    lane.closed = true;
    List<JobItem> ready = new ArrayList<>();
    lane.lines.values().forEach(line -> ready.addAll(line.ready));
    lane.lines.clear();
    return ready;
  }

  /**
   * The next thing to do, if a slot is free for it. An item that is returned counts as running; a
   * claim that is returned must be answered by {@link #claimed}.
   *
   * @param concurrency items that may run at once
   * @param perHost items that may run at once against one host
   * @return null if there is nothing to do now
   */
  Next next(int concurrency, int perHost) {
    if (running >= concurrency) {
      return null;
    }
    int[] order = ORDERS[turn % 16 == 15 ? 2 : turn % 4 == 3 ? 1 : 0];
    for (int rank : order) {
      for (Lane lane : ranks.get(rank).values()) {
        Next next = next(lane, concurrency, perHost);
        if (next != null) {
          if (next.item() != null) {
            turn++;
            toTheEnd(ranks.get(rank), lane.jobId);
          }
          return next;
        }
      }
    }
    return null;
  }

  private Next next(Lane lane, int concurrency, int perHost) {
    for (Map.Entry<String, Line> entry : lane.lines.entrySet()) {
      String host = entry.getKey();
      Line line = entry.getValue();
      int free = free(host, concurrency, perHost);
      if (free <= 0) {
        continue;
      }
      JobItem item = line.ready.poll();
      if (item != null) {
        toTheEnd(lane.lines, host);
        running++;
        runningByHost.merge(host, 1, Integer::sum);
        dropIfIdle(lane, host, line);
        return new Next(lane, item, host, 0);
      }
      if (line.unclaimed > 0 && !line.claiming) {
        line.claiming = true;
        return new Next(lane, null, host, Math.min(line.unclaimed, free + lane.ahead(concurrency)));
      }
    }
    return null;
  }

  /** A claim ahead of need, for jobs whose items are so quick that claims would bind them. */
  Next ahead(int concurrency) {
    for (Lane lane : byJob.values()) {
      int ahead = lane.ahead(concurrency);
      if (ahead == 0) {
        continue;
      }
      for (Map.Entry<String, Line> entry : lane.lines.entrySet()) {
        Line line = entry.getValue();
        if (line.unclaimed > 0
            && !line.claiming
            && line.ready.size() <= ahead / 2
            && runningByHost.containsKey(entry.getKey())) {
          line.claiming = true;
          int most = Math.min(line.unclaimed, Math.max(1, ahead - line.ready.size()));
          return new Next(lane, null, entry.getKey(), most);
        }
      }
    }
    return null;
  }

  /**
   * Answers a claim.
   *
   * @param asked the claim
   * @param items what it brought
   * @param looked items that it took or ended; fewer than asked means that no more are there
   * @return items to be given back, since the job was closed meanwhile
   */
  List<JobItem> claimed(Next asked, List<JobItem> items, int looked) {
    Lane lane = asked.lane();
    if (lane.closed) {
      return items;
    }
    Line line = lane.lines.computeIfAbsent(asked.host(), name -> new Line());
    line.claiming = false;
    line.unclaimed = looked < asked.most() ? 0 : Math.max(0, line.unclaimed - looked);
    line.ready.addAll(items);
    dropIfIdle(lane, asked.host(), line);
    return List.of();
  }

  /** Takes a claim back that nobody will make. */
  void forget(Next asked) {
    Line line = asked.lane().lines.get(asked.host());
    if (line != null) {
      line.claiming = false;
    }
  }

  /** An item that was running no longer is. */
  void ended(Lane lane, JobItem item, double millis) {
    running--;
    runningByHost.computeIfPresent(item.host(), (host, now) -> now == 1 ? null : now - 1);
    if (!Double.isNaN(millis)) {
      lane.meanMillis =
          Double.isNaN(lane.meanMillis) ? millis : 0.8 * lane.meanMillis + 0.2 * millis;
    }
  }

  private int free(String host, int concurrency, int perHost) {
    int free = concurrency - running;
    return host.isEmpty() ? free : Math.min(free, perHost - runningByHost.getOrDefault(host, 0));
  }

  private void dropIfIdle(Lane lane, String host, Line line) {
    if (line.idle()) {
      lane.lines.remove(host);
      if (lane.lines.isEmpty()) {
        byJob.remove(lane.jobId);
        ranks.get(lane.rank).remove(lane.jobId);
      }
    }
  }

  private static <K, V> void toTheEnd(Map<K, V> turns, K key) {
    V value = turns.remove(key);
    if (value != null) {
      turns.put(key, value);
    }
  }
}
