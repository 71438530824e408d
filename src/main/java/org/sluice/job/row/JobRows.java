package org.sluice.job.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.sluice.job.JobCounts;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.rest.Json;

/**
 * The rows of jobs and items: how they are read, and how a job is changed under its lock.
 *
 * <p>Plain SQL rather than entities: nearly every change is one statement over many rows or a batch
 * of them, and a persistence context over 10,000 items would be stale at once. It works in the
 * transaction of the store that calls it.
 */
@ApplicationScoped
public class JobRows {

  /** Rows of one batch, or of one page that is read to work through. */
  public static final int BATCH = 500;

  /** Columns of {@code job j}, as {@link #job} reads them. */
  public static final String JOB_COLUMNS =
      "j.id, j.kind, j.status, j.set_off_by, j.requested_by, j.requested_by_id, j.parent_id,"
          + " j.selection, j.bulk, j.total, j.pending, j.running, j.succeeded, j.failed, j.skipped,"
          + " j.cancelled, j.folded, j.counters, j.message, j.failure_kind, j.failure_detail,"
          + " j.created_at, j.started_at, j.completed_at, j.version";

  /** Columns of {@code job_item i}, as {@link #item} reads them. */
  public static final String ITEM_COLUMNS =
      "i.id, i.job_id, i.position, i.subject_type, i.subject_id, i.subject_name, i.namespace_id,"
          + " i.host, i.exclusive_key, i.status, i.result, i.failure_kind, i.failure_detail,"
          + " i.attempts, i.attempt_log, i.started_at, i.completed_at";

  @Inject private Database database;

  /** For the container. */
  public JobRows() {}

  /** Rows of a database outside a container. */
  public JobRows(DataSource dataSource) {
    this.database = new Database(dataSource);
  }

  /** A change of a job, and of its items if need be. */
  public interface Change {

    /**
     * Changes items and tells what the job is to be.
     *
     * @param locked the job; nobody else changes it or its items meanwhile
     * @return what is stored; the same job to leave its row as it is, null for a job that this does
     *     not concern
     */
    Job of(Connection connection, Job locked) throws SQLException;
  }

  /**
   * Runs statements on one connection.
   *
   * @throws org.sluice.platform.database.DatabaseFailed if one of them fails
   */
  public <T> T run(Database.Work<T> work) {
    return database.run(work);
  }

  /**
   * All rows of a query.
   *
   * @throws org.sluice.platform.database.DatabaseFailed if it fails
   */
  public <T> List<T> query(String sql, List<?> values, Statements.Reader<T> reader) {
    return database.query(sql, values, reader);
  }

  /**
   * Number of a query's rows, one more than so many if they are more.
   *
   * @throws org.sluice.platform.database.DatabaseFailed if it fails
   */
  public long count(int most, String sql, List<?> values) {
    return database.count(most, sql, values);
  }

  /**
   * Changes a job under its lock. Whoever changes items does it here, so counts and items never
   * part.
   *
   * @return the job after it; empty if there is none, or if the change does not concern it
   * @throws org.sluice.platform.database.DatabaseFailed if a statement fails
   */
  public Optional<Job> change(UUID jobId, Change change) {
    return run(
        connection -> {
          Job job = lock(connection, jobId);
          if (job == null) {
            return Optional.empty();
          }
          Job changed = change.of(connection, job);
          if (changed != null && changed != job) {
            update(connection, changed);
            if (changed.status().ended() && changed.trigger() == JobTrigger.SCHEDULE) {
              forgetNamespaces(connection, changed);
            }
          }
          return Optional.ofNullable(changed);
        });
  }

  /**
   * Forgets by which namespaces an ended job was seen, but for those of items that were kept: a
   * tick of the timer may touch every namespace and keep nothing.
   */
  private static void forgetNamespaces(Connection connection, Job job) throws SQLException {
    Statements.execute(
        connection,
        "delete from job_namespace where job_id = ? and namespace_id not in"
            + " (select i.namespace_id from job_item i where i.job_id = ?)",
        job.id(),
        job.id());
  }

  private static Job lock(Connection connection, UUID jobId) throws SQLException {
    List<Job> found =
        Statements.read(
            connection,
            "select " + JOB_COLUMNS + " from job j where j.id = ? for update",
            List.of(jobId),
            JobRows::job);
    return found.isEmpty() ? null : found.get(0);
  }

  /** Stores all of a job that may change; an ended one lets go of its key. */
  public static void update(Connection connection, Job job) throws SQLException {
    JobCounts counts = job.counts();
    Statements.execute(
        connection,
        "update job set status = ?, total = ?, pending = ?, running = ?, succeeded = ?,"
            + " failed = ?, skipped = ?, cancelled = ?, folded = ?, counters = ?, message = ?,"
            + " failure_kind = ?, failure_detail = ?, started_at = ?, completed_at = ?,"
            + " version = ?"
            + (job.status().ended() ? ", active_key = null" : "")
            + " where id = ?",
        job.status(),
        counts.total(),
        counts.pending(),
        counts.running(),
        counts.succeeded(),
        counts.failed(),
        counts.skipped(),
        counts.cancelled(),
        job.folded(),
        json(job.counters()),
        job.message(),
        job.failureKind(),
        job.failureDetail(),
        job.startedAt(),
        job.completedAt(),
        job.version(),
        job.id());
  }

  /** The jobs that hold the given keys of items, by key. */
  public static Map<String, UUID> holders(Connection connection, Collection<String> keys)
      throws SQLException {
    Map<String, UUID> holders = new HashMap<>();
    if (!keys.isEmpty()) {
      Statements.read(
          connection,
          "select active_key, job_id from job_item where active_key in "
              + Statements.marks(keys.size()),
          List.copyOf(keys),
          row -> holders.put(row.getString(1), row.getObject(2, UUID.class)));
    }
    return holders;
  }

  /** Reads {@link #JOB_COLUMNS}. */
  public static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getObject(1, UUID.class),
        JobKind.valueOf(row.getString(2)),
        JobStatus.valueOf(row.getString(3)),
        JobTrigger.valueOf(row.getString(4)),
        row.getString(5),
        row.getObject(6, UUID.class),
        row.getObject(7, UUID.class),
        row.getString(8),
        row.getBoolean(9),
        new JobCounts(
            row.getInt(10),
            row.getInt(11),
            row.getInt(12),
            row.getInt(13),
            row.getInt(14),
            row.getInt(15),
            row.getInt(16)),
        row.getInt(17),
        counters(row.getString(18)),
        row.getString(19),
        row.getString(20),
        row.getString(21),
        instant(row, 22),
        instant(row, 23),
        instant(row, 24),
        row.getLong(25));
  }

  /** Reads {@link #ITEM_COLUMNS}. */
  public static JobItem item(ResultSet row) throws SQLException {
    return new JobItem(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getInt(3),
        SubjectType.valueOf(row.getString(4)),
        row.getObject(5, UUID.class),
        row.getString(6),
        row.getObject(7, UUID.class),
        row.getString(8),
        row.getString(9),
        ItemStatus.valueOf(row.getString(10)),
        row.getString(11),
        row.getString(12),
        row.getString(13),
        row.getInt(14),
        row.getString(15),
        instant(row, 16),
        instant(row, 17));
  }

  /** Reads an id in the first column. */
  public static UUID id(ResultSet row) throws SQLException {
    return row.getObject(1, UUID.class);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime stored = row.getObject(column, OffsetDateTime.class);
    return stored == null ? null : stored.toInstant();
  }

  private static String json(Map<String, Long> counters) {
    try {
      return Json.mapper().writeValueAsString(counters);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Long> counters(String json) {
    try {
      return Json.mapper().readValue(json, new TypeReference<Map<String, Long>>() {});
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
