package org.sluice.job.start;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.job.JobCounts;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.KeyTaken;
import org.sluice.job.row.SeenJob;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Statements;

/** Inserts jobs that start; each method is one short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class StartStore {

  @Inject private JobRows rows;

  /** For the container. */
  public StartStore() {}

  /** The store on these rows, outside a container. */
  public StartStore(JobRows rows) {
    this.rows = rows;
  }

  /**
   * Inserts a job with its items and runs what belongs into the same transaction.
   *
   * @param activeKey no two active jobs have the same; null if the job excludes no other
   * @throws KeyTaken if active work holds a key that this needs
   */
  public SeenJob insert(
      NewJob wanted,
      String activeKey,
      Supplier<Stream<NewItem>> items,
      Consumer<UUID> sameTransaction) {
    Instant now = Instant.now();
    Job empty = Job.queued(Ids.next(), wanted, now);
    Set<UUID> namespaces = new HashSet<>();
    Job job =
        rows.run(
            connection -> {
              insertJob(connection, empty, activeKey);
              int total = insertItems(connection, empty, items, namespaces);
              Statements.batch(
                  connection,
                  "insert into job_namespace (job_id, namespace_id) values (?, ?)",
                  namespaces,
                  namespace -> new Object[] {empty.id(), namespace});
              Job filled = empty.counting(JobCounts.allPending(total), 0, Map.of(), now);
              JobRows.update(connection, filled);
              return filled;
            });
    sameTransaction.accept(job.id());
    return new SeenJob(job, namespaces);
  }

  private static void insertJob(Connection connection, Job job, String activeKey)
      throws SQLException {
    try {
      Statements.execute(
          connection,
          "insert into job (id, kind, status, set_off_by, requested_by, requested_by_id,"
              + " parent_id, selection, bulk, total, pending, running, succeeded, failed,"
              + " skipped, cancelled, folded, counters, active_key, created_at, version)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '{}', ?, ?, 0)",
          job.id(),
          job.kind(),
          job.status(),
          job.trigger(),
          job.requestedBy(),
          job.requestedById(),
          job.parentId(),
          job.selection(),
          job.bulk(),
          activeKey,
          job.createdAt());
    } catch (SQLException failed) {
      if (Statements.isDuplicate(failed)) {
        throw KeyTaken.ofJob(activeKey);
      }
      throw failed;
    }
  }

  private static int insertItems(
      Connection connection, Job job, Supplier<Stream<NewItem>> items, Set<UUID> namespaces)
      throws SQLException {
    int position = 0;
    try (Stream<NewItem> stream = items.get();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into job_item (id, job_id, position, subject_type, subject_id,"
                    + " subject_name, namespace_id, host, status, attempts, exclusive_key,"
                    + " active_key) values (?, ?, ?, ?, ?, ?, ?, ?, 'PENDING', 0, ?, ?)")) {
      List<String> keys = new ArrayList<>();
      for (Iterator<NewItem> each = stream.iterator(); each.hasNext(); ) {
        NewItem item = each.next();
        namespaces.add(item.namespaceId());
        // A single request excludes others from now on; an item of many, once it is claimed.
        String held = job.bulk() ? null : item.exclusiveKey();
        Statements.bind(
            insert,
            Ids.next(),
            job.id(),
            ++position,
            item.subjectType(),
            item.subjectId(),
            JobItem.cut(item.subjectName(), 300),
            item.namespaceId(),
            JobItem.cut(item.host(), 255),
            item.exclusiveKey(),
            held);
        insert.addBatch();
        if (held != null) {
          keys.add(held);
        }
        if (position % JobRows.BATCH == 0) {
          executeBatch(insert, keys);
          keys.clear();
        }
      }
      if (position % JobRows.BATCH != 0) {
        executeBatch(insert, keys);
      }
    }
    return position;
  }

  private static void executeBatch(PreparedStatement batch, List<String> keys) throws SQLException {
    try {
      batch.executeBatch();
    } catch (SQLException failed) {
      if (Statements.isDuplicate(failed)) {
        throw KeyTaken.ofItems(keys);
      }
      throw failed;
    }
  }

  /** The job that holds one of the keys; empty if it has ended meanwhile. */
  public Optional<UUID> holder(KeyTaken taken) {
    if (taken.jobKey() != null) {
      return rows
          .query("select id from job where active_key = ?", List.of(taken.jobKey()), JobRows::id)
          .stream()
          .findFirst();
    }
    return rows.run(connection -> JobRows.holders(connection, taken.itemKeys())).values().stream()
        .findFirst();
  }

  /** What a job is about, each subject once, in the order of ids; read as {@link #repeatable}. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<UUID> subjects(UUID jobId) {
    return rows.query(
        "select distinct subject_id from job_item where job_id = ? order by subject_id",
        List.of(jobId),
        JobRows::id);
  }

  /**
   * Items of a job that failed or were cancelled, after a position, in order; read in the caller's
   * transaction if there is one.
   *
   * @return at most {@link JobRows#BATCH}; empty if no more are there
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<JobItem> repeatable(UUID jobId, int afterPosition) {
    return rows.query(
        "select "
            + JobRows.ITEM_COLUMNS
            + " from job_item i where i.job_id = ? and i.position > ?"
            + " and i.status in ('FAILED', 'CANCELLED') order by i.position limit ?",
        List.of(jobId, afterPosition, JobRows.BATCH),
        JobRows::item);
  }
}
