package org.sluice.job.engine;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;

/**
 * Writes what happened to items, many in one transaction, so that quick items are not bound by the
 * database.
 *
 * <p>A note stays in the queue until it is committed, so that nothing thrown on the way can lose
 * it; a timer tries again. The queue is bounded by the items that the dispatcher has claimed, since
 * it cannot claim more while the database fails.
 */
@ApplicationScoped
class OutcomeWriter {

  private static final System.Logger LOG = System.getLogger(OutcomeWriter.class.getName());

  private final Queue<ItemNote> notes = new ConcurrentLinkedQueue<>();

  @Inject private ItemStore store;
  @Inject private Commits commits;
  @Inject private Executors executors;

  private SingleFlight drain;

  /** For the container. */
  OutcomeWriter() {}

  /** The writer outside a container. */
  OutcomeWriter(Executor housekeeping, ItemStore store, Commits commits) {
    this.store = store;
    this.commits = commits;
    drain = new SingleFlight(housekeeping, this::drain);
  }

  @PostConstruct
  void prepare() {
    drain = new SingleFlight(executors.housekeeping(), this::drain);
  }

  /** Has a note written soon; never fails. */
  void add(ItemNote note) {
    notes.add(note);
    drain.wake();
  }

  /** Has notes written soon; never fails. */
  void add(List<ItemNote> more) {
    if (!more.isEmpty()) {
      notes.addAll(more);
      drain.wake();
    }
  }

  /** Tries again what could not be written. */
  void retry() {
    if (!notes.isEmpty()) {
      drain.wake();
    }
  }

  /** What is not known to be committed, in order, also while it is being written. */
  List<ItemNote> waiting() {
    return List.copyOf(notes);
  }

  /** Writes what waits, in the caller's thread, once; for the server's stop. */
  void flush() {
    drain();
  }

  private void drain() {
    boolean written = true;
    while (written) {
      Map<UUID, List<ItemNote>> byJob = first();
      if (byJob.isEmpty()) {
        return;
      }
      for (Map.Entry<UUID, List<ItemNote>> group : byJob.entrySet()) {
        written &= write(group.getKey(), group.getValue());
      }
    }
  }

  /** The notes that have waited longest, by job; they stay in the queue. */
  private Map<UUID, List<ItemNote>> first() {
    Map<UUID, List<ItemNote>> byJob = new LinkedHashMap<>();
    int taken = 0;
    for (Iterator<ItemNote> each = notes.iterator(); each.hasNext() && taken < JobRows.BATCH; ) {
      ItemNote note = each.next();
      byJob.computeIfAbsent(note.item().jobId(), job -> new ArrayList<>()).add(note);
      taken++;
    }
    return byJob;
  }

  private boolean write(UUID jobId, List<ItemNote> group) {
    Throwable failed = tryWrite(jobId, group);
    if (failed == null) {
      return true;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "job=" + jobId + " could not record " + group.size() + " items; trying again",
        failed);
    boolean written = group.size() > 1;
    if (written) {
      // One note that the database refuses must not hold up the others.
      for (ItemNote note : group) {
        written &= tryWrite(jobId, List.of(note)) == null;
      }
    }
    return written;
  }

  /** Writes notes of one job and takes them from the queue; returns what prevented it, or null. */
  private Throwable tryWrite(UUID jobId, List<ItemNote> group) {
    try {
      record(jobId, withoutBriefStarts(group));
      Set<ItemNote> written = Collections.newSetFromMap(new IdentityHashMap<>());
      written.addAll(group);
      notes.removeIf(written::contains);
      return null;
    } catch (Throwable failed) {
      // Errors too: the items would stay as they are, with their keys, and the job never end.
      return failed;
    }
  }

  private void record(UUID jobId, List<ItemNote> group) {
    List<JobItem> items =
        group.stream()
            .filter(note -> note.step() != ItemNote.Step.RELEASED)
            .map(ItemNote::item)
            .toList();
    store.record(jobId, group).ifPresent(job -> commits.committed(job, items));
  }

  /** Leaves out the start of items whose end is here too. */
  private static List<ItemNote> withoutBriefStarts(List<ItemNote> group) {
    Set<UUID> ended = new HashSet<>();
    for (ItemNote note : group) {
      if (note.step() != ItemNote.Step.STARTED) {
        ended.add(note.item().id());
      }
    }
    return group.stream()
        .filter(note -> note.step() != ItemNote.Step.STARTED || !ended.contains(note.item().id()))
        .toList();
  }
}
