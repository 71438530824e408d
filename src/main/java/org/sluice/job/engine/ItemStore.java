package org.sluice.job.engine;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.job.JobCounts;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.KeyTaken;
import org.sluice.platform.database.Statements;

/**
 * Claims items and records what became of them; each method is one short transaction of its own.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class ItemStore {

  @Inject private JobRows rows;

  /** For the container. */
  public ItemStore() {}

  /** The store on these rows, outside a container. */
  public ItemStore(JobRows rows) {
    this.rows = rows;
  }

  /**
   * What a claim has brought.
   *
   * @param job the job after it; null if it is gone
   * @param claimed items that are now this process's, in order
   * @param skipped items that ended because another holds their key
   */
  public record Claim(Job job, List<JobItem> claimed, List<JobItem> skipped) {}

  /** Pending items that nobody has claimed, counted by host. */
  public Map<String, Integer> unclaimedByHost(UUID jobId) {
    Map<String, Integer> byHost = new LinkedHashMap<>();
    rows.query(
        "select host, count(*) from job_item where job_id = ? and status = 'PENDING'"
            + " and owner_node is null group by host order by host",
        List.of(jobId),
        row -> byHost.put(row.getString(1), row.getInt(2)));
    return byHost;
  }

  /** Pending items that nobody has claimed, of all jobs that may start some, by job and host. */
  public Map<UUID, Map<String, Integer>> unclaimed() {
    Map<UUID, Map<String, Integer>> byJob = new HashMap<>();
    rows.query(
        "select i.job_id, i.host, count(*) from job j join job_item i on i.job_id = j.id"
            + " where j.status in ('QUEUED', 'RUNNING') and i.status = 'PENDING'"
            + " and i.owner_node is null group by i.job_id, i.host order by i.job_id, i.host",
        List.of(),
        row ->
            byJob
                .computeIfAbsent(JobRows.id(row), job -> new LinkedHashMap<>())
                .put(row.getString(2), row.getInt(3)));
    return byJob;
  }

  /** Items that a process has claimed and that have not ended. */
  public List<JobItem> owned(String node) {
    return rows.query(
        "select "
            + JobRows.ITEM_COLUMNS
            + " from job j join job_item i on i.job_id = j.id"
            + " where j.status in ('QUEUED', 'RUNNING', 'PAUSED', 'CANCELLING')"
            + " and i.status in ('PENDING', 'RUNNING') and i.owner_node = ?",
        List.of(node),
        JobRows::item);
  }

  /**
   * Takes pending items of one job and host for this process, with their exclusive keys.
   *
   * <p>Items whose key another holds end as skipped, with that job's id.
   *
   * @param most number of items to look at
   * @throws KeyTaken if a key was taken by another in the same moment; nothing is changed
   */
  public Claim claim(UUID jobId, String host, int most, String node) {
    List<JobItem> claimed = new ArrayList<>();
    List<JobItem> skipped = new ArrayList<>();
    Optional<Job> after =
        rows.change(
            jobId,
            (connection, job) -> {
              if (!job.status().dispatching()) {
                return job;
              }
              Instant now = Instant.now();
              List<JobItem> pending = unclaimed(connection, jobId, host, most);
              divide(connection, job, pending, now, claimed, skipped);
              own(connection, claimed, node, job.bulk());
              if (skipped.isEmpty()) {
                return job;
              }
              end(connection, skipped);
              return job.counting(
                  job.counts().moved(ItemStatus.PENDING, ItemStatus.SKIPPED, skipped.size()),
                  job.folded(),
                  job.counters(),
                  now);
            });
    return new Claim(after.orElse(null), claimed, skipped);
  }

  private static List<JobItem> unclaimed(Connection connection, UUID jobId, String host, int most)
      throws SQLException {
    return Statements.read(
        connection,
        "select "
            + JobRows.ITEM_COLUMNS
            + " from job_item i where i.job_id = ? and i.status = 'PENDING' and i.host = ?"
            + " and i.owner_node is null"
            // The whole index in its order: H2 sorts all pending rows otherwise.
            + " order by i.job_id, i.status, i.host, i.position limit ?",
        List.of(jobId, host, most),
        JobRows::item);
  }

  /** Tells items that are free from those whose key another holds; only a bulk job has these. */
  private static void divide(
      Connection connection,
      Job job,
      List<JobItem> pending,
      Instant now,
      List<JobItem> claimed,
      List<JobItem> skipped)
      throws SQLException {
    if (!job.bulk()) {
      claimed.addAll(pending);
      return;
    }
    Map<String, UUID> holders =
        JobRows.holders(
            connection,
            pending.stream().map(JobItem::exclusiveKey).filter(Objects::nonNull).toList());
    Set<String> mine = new HashSet<>();
    for (JobItem item : pending) {
      String key = item.exclusiveKey();
      if (key == null || !holders.containsKey(key) && mine.add(key)) {
        claimed.add(item);
      } else {
        UUID holder = holders.getOrDefault(key, job.id());
        skipped.add(
            item.unstarted(ItemOutcome.skipped("Being worked on by job " + holder + "."), now));
      }
    }
  }

  private static void own(Connection connection, List<JobItem> items, String node, boolean bulk)
      throws SQLException {
    if (items.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    values.add(node);
    items.forEach(item -> values.add(item.id()));
    try {
      Statements.execute(
          connection,
          "update job_item set owner_node = ?"
              + (bulk ? ", active_key = exclusive_key" : "")
              + " where id in "
              + Statements.marks(items.size()),
          values.toArray());
    } catch (SQLException failed) {
      if (Statements.isDuplicate(failed)) {
        throw KeyTaken.ofItems(
            items.stream().map(JobItem::exclusiveKey).filter(Objects::nonNull).toList());
      }
      throw failed;
    }
  }

  /**
   * Records what happened to items of one job, and the job's end if these were its last.
   *
   * <p>May be repeated: notes of items that have ended already change nothing.
   *
   * @return the job after it; empty if it is gone or had ended before
   */
  public Optional<Job> record(UUID jobId, List<ItemNote> notes) {
    return rows.change(
        jobId, (connection, job) -> job.status().ended() ? null : record(connection, job, notes));
  }

  private static Job record(Connection connection, Job job, List<ItemNote> notes)
      throws SQLException {
    Map<UUID, ItemStatus> stored = statuses(connection, notes);
    JobCounts counts = job.counts();
    int folded = job.folded();
    Map<String, Long> counters = job.counters();
    List<JobItem> started = new ArrayList<>();
    List<JobItem> ended = new ArrayList<>();
    List<JobItem> unkept = new ArrayList<>();
    List<JobItem> released = new ArrayList<>();
    for (ItemNote note : notes) {
      JobItem item = note.item();
      ItemStatus before = stored.get(item.id());
      if (before == null || before.ended()) {
        continue;
      }
      ItemStatus after = item.status();
      switch (note.step()) {
        case STARTED -> started.add(item);
        case RELEASED -> {
          if (job.status() == JobStatus.CANCELLING) {
            // Given back to a job that was cancelled meanwhile: nobody would take it any more.
            ended.add(item.unstarted(ItemOutcome.cancelled(), Instant.now()));
            after = ItemStatus.CANCELLED;
          } else {
            released.add(item);
            after = ItemStatus.PENDING;
          }
        }
        case ENDED -> {
          boolean keeps =
              job.trigger() != JobTrigger.SCHEDULE
                  || !note.uneventful()
                  || after != ItemStatus.SUCCEEDED;
          (keeps ? ended : unkept).add(item);
          folded += keeps ? 0 : 1;
          counters = Job.counted(counters, note.counters());
        }
      }
      if (before != after) {
        counts = counts.moved(before, after, 1);
      }
      stored.put(item.id(), after);
    }
    Statements.batch(
        connection,
        "update job_item set status = 'RUNNING', started_at = ? where id = ?",
        started,
        item -> new Object[] {item.startedAt(), item.id()});
    end(connection, ended);
    Statements.batch(
        connection, "delete from job_item where id = ?", unkept, item -> new Object[] {item.id()});
    Statements.batch(
        connection,
        "update job_item set status = 'PENDING', started_at = null, owner_node = null"
            + (job.bulk() ? ", active_key = null" : "")
            + " where id = ?",
        released,
        item -> new Object[] {item.id()});
    return job.counting(counts, folded, counters, Instant.now());
  }

  private static void end(Connection connection, List<JobItem> items) throws SQLException {
    Statements.batch(
        connection,
        "update job_item set status = ?, result = ?, failure_kind = ?, failure_detail = ?,"
            + " attempts = ?, attempt_log = ?, started_at = ?, completed_at = ?,"
            + " active_key = null, owner_node = null, lease_until = null where id = ?",
        items,
        item ->
            new Object[] {
              item.status(),
              item.result(),
              item.failureKind(),
              item.failureDetail(),
              item.attempts(),
              item.attemptLog(),
              item.startedAt(),
              item.completedAt(),
              item.id()
            });
  }

  private static Map<UUID, ItemStatus> statuses(Connection connection, List<ItemNote> notes)
      throws SQLException {
    Map<UUID, ItemStatus> stored = new HashMap<>();
    List<UUID> ids = notes.stream().map(note -> note.item().id()).distinct().toList();
    Statements.read(
        connection,
        "select id, status from job_item where id in " + Statements.marks(ids.size()),
        ids,
        row -> stored.put(JobRows.id(row), ItemStatus.valueOf(row.getString(2))));
    return stored;
  }
}
