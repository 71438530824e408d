package org.sluice.job.engine;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.platform.Executors;

/**
 * Writes what happened to items, many in one transaction, so that quick items are not bound by the
 * database.
 *
 * <p>A note is kept until it is committed: if the database fails, a timer tries again. The queue is
 * bounded by the items that the dispatcher has claimed, since it cannot claim more while the
 * database fails.
 */
@ApplicationScoped
class OutcomeWriter {

  private static final System.Logger LOG = System.getLogger(OutcomeWriter.class.getName());

  private final ConcurrentLinkedDeque<ItemNote> notes = new ConcurrentLinkedDeque<>();

  @Inject private ItemStore store;
  @Inject private Commits commits;

  @Resource(lookup = Executors.HOUSEKEEPING)
  private ManagedExecutorService housekeeping;

  private SingleFlight drain;

  @PostConstruct
  void prepare() {
    drain = new SingleFlight(housekeeping, this::drain);
  }

  /** Has a note written soon; never fails. */
  void add(ItemNote note) {
    notes.addLast(note);
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

  /** Writes what waits, in the caller's thread, once; for the server's stop. */
  void flush() {
    drain();
  }

  private void drain() {
    boolean written = true;
    while (written) {
      Map<UUID, List<ItemNote>> byJob = poll();
      if (byJob.isEmpty()) {
        return;
      }
      for (Map.Entry<UUID, List<ItemNote>> group : byJob.entrySet()) {
        written &= write(group.getKey(), group.getValue());
      }
    }
  }

  private Map<UUID, List<ItemNote>> poll() {
    Map<UUID, List<ItemNote>> byJob = new LinkedHashMap<>();
    ItemNote note;
    for (int n = 0; n < JobRows.BATCH && (note = notes.poll()) != null; n++) {
      byJob.computeIfAbsent(note.item().jobId(), job -> new ArrayList<>()).add(note);
    }
    return byJob;
  }

  private boolean write(UUID jobId, List<ItemNote> group) {
    try {
      record(jobId, withoutBriefStarts(group));
      return true;
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job=" + jobId + " could not record " + group.size() + " items; trying again",
          failed);
    }
    if (group.size() > 1) {
      // One note that the database refuses must not hold up the others.
      List<ItemNote> refused = new ArrayList<>();
      for (ItemNote note : group) {
        try {
          record(jobId, List.of(note));
        } catch (RuntimeException failed) {
          refused.add(note);
        }
      }
      if (refused.isEmpty()) {
        return true;
      }
      putBack(refused);
    } else {
      putBack(group);
    }
    return false;
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

  private void putBack(List<ItemNote> group) {
    for (int i = group.size() - 1; i >= 0; i--) {
      notes.addFirst(group.get(i));
    }
  }
}
