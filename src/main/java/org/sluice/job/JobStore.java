package org.sluice.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;
import org.sluice.platform.SchemaMigration;
import org.sluice.rest.Json;
import org.sluice.rest.PageQuery;

/**
 * All statements on jobs and their items; each method is one short transaction of its own.
 *
 * <p>Plain SQL rather than entities: nearly every change is one statement over many rows or a batch
 * of them, and a persistence context over 10,000 items would be stale at once. Whoever changes
 * items holds the lock on their job's row first, so counts and items never part.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobStore {

  /** Rows of one batch. */
  static final int BATCH = 500;

  private static final String JOB_COLUMNS =
      "j.id, j.kind, j.status, j.set_off_by, j.requested_by, j.requested_by_id, j.parent_id,"
          + " j.selection, j.bulk, j.total, j.pending, j.running, j.succeeded, j.failed, j.skipped,"
          + " j.cancelled, j.folded, j.counters, j.message, j.failure_kind, j.failure_detail,"
          + " j.created_at, j.started_at, j.completed_at, j.version";

  private static final String ITEM_COLUMNS =
      "i.id, i.job_id, i.position, i.subject_type, i.subject_id, i.subject_name, i.namespace_id,"
          + " i.host, i.exclusive_key, i.status, i.result, i.failure_kind, i.failure_detail,"
          + " i.attempts, i.attempt_log, i.started_at, i.completed_at";

  /** Column by sort key of the list of jobs. */
  static final Map<String, String> JOB_SORTS =
      Map.of(
          "createdAt", "j.created_at",
          "completedAt", "j.completed_at",
          "kind", "j.kind",
          "status", "j.status");

  /** Column by sort key of a job's items; by status, what failed comes first. */
  static final Map<String, String> ITEM_SORTS =
      Map.of(
          "position",
          "i.position",
          "name",
          "i.subject_name",
          "completedAt",
          "i.completed_at",
          "status",
          "case i.status when 'FAILED' then 0 when 'RUNNING' then 1 when 'CANCELLED' then 2"
              + " when 'SKIPPED' then 3 when 'PENDING' then 4 else 5 end");

  private static final String ACTIVE = "('QUEUED', 'RUNNING', 'PAUSED', 'CANCELLING')";

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  private DataSource dataSource;

  /** For the container. */
  public JobStore() {}

  JobStore(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A job together with the namespaces by which it is seen.
   *
   * @param job the job
   * @param namespaces ids; empty if it never had an item
   */
  public record Seen(Job job, Set<UUID> namespaces) {

    /** Copies the set. */
    public Seen {
      namespaces = Set.copyOf(namespaces);
    }
  }

  /**
   * What a claim has brought.
   *
   * @param job the job after it; null if it is gone
   * @param claimed items that are now this process's, in order
   * @param skipped items that ended because another holds their key
   */
  public record Claim(Job job, List<JobItem> claimed, List<JobItem> skipped) {}

  /**
   * Part of a list.
   *
   * @param rows the rows of the page
   * @param total all rows that fit
   * @param <T> a row
   */
  public record Slice<T>(List<T> rows, long total) {}

  /** A database that does not answer as it should; another attempt may do. */
  public static final class DatabaseFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseFailed(SQLException cause) {
      super("state " + cause.getSQLState(), cause);
    }
  }

  // ---- starting ----

  /**
   * Inserts a job with its items and runs what belongs into the same transaction.
   *
   * @throws KeyTaken if active work holds a key that this needs
   */
  public Seen insert(
      NewJob wanted,
      String activeKey,
      Supplier<Stream<NewItem>> items,
      Consumer<UUID> sameTransaction) {
    UUID id = Ids.next();
    Instant now = Instant.now();
    Job job =
        new Job(
            id,
            wanted.kind(),
            JobStatus.QUEUED,
            wanted.trigger(),
            wanted.requestedBy().username(),
            wanted.requestedBy().userId(),
            wanted.parentId(),
            JobItem.cut(wanted.selection(), 1000),
            wanted.bulk(),
            JobCounts.allPending(0),
            0,
            Map.of(),
            null,
            null,
            null,
            now,
            null,
            null,
            0);
    Set<UUID> namespaces = new HashSet<>();
    try (Connection connection = dataSource.getConnection()) {
      insertJob(connection, job, activeKey);
      int total = insertItems(connection, id, wanted.bulk(), items, namespaces);
      insertNamespaces(connection, id, namespaces);
      job = job.counting(JobCounts.allPending(total), 0, Map.of(), now);
      update(connection, job);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
    sameTransaction.accept(id);
    return new Seen(job, namespaces);
  }

  private static void insertJob(Connection connection, Job job, String activeKey)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into job (id, kind, status, set_off_by, requested_by, requested_by_id,"
                + " parent_id, selection, bulk, total, pending, running, succeeded, failed,"
                + " skipped, cancelled, folded, counters, active_key, created_at, version)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, '{}', ?, ?, 0)")) {
      bind(
          insert,
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
      insert.executeUpdate();
    } catch (SQLException failed) {
      if (isDuplicate(failed)) {
        throw KeyTaken.ofJob(activeKey);
      }
      throw failed;
    }
  }

  private static int insertItems(
      Connection connection,
      UUID jobId,
      boolean bulk,
      Supplier<Stream<NewItem>> items,
      Set<UUID> namespaces)
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
        String held = bulk ? null : item.exclusiveKey();
        bind(
            insert,
            Ids.next(),
            jobId,
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
        if (position % BATCH == 0) {
          executeBatch(insert, keys);
          keys.clear();
        }
      }
      if (position % BATCH != 0) {
        executeBatch(insert, keys);
      }
    }
    return position;
  }

  private static void executeBatch(PreparedStatement batch, List<String> keys) throws SQLException {
    try {
      batch.executeBatch();
    } catch (SQLException failed) {
      if (isDuplicate(failed)) {
        throw KeyTaken.ofItems(keys);
      }
      throw failed;
    }
  }

  private static void insertNamespaces(Connection connection, UUID jobId, Set<UUID> namespaces)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into job_namespace (job_id, namespace_id) values (?, ?)")) {
      for (UUID namespace : namespaces) {
        bind(insert, jobId, namespace);
        insert.addBatch();
      }
      if (!namespaces.isEmpty()) {
        insert.executeBatch();
      }
    }
  }

  /** The job that holds one of the keys; empty if it has ended meanwhile. */
  public Optional<UUID> holder(KeyTaken taken) {
    if (taken.jobKey() != null) {
      return query("select id from job where active_key = ?", List.of(taken.jobKey()), JobStore::id)
          .stream()
          .findFirst();
    }
    return holders(taken.itemKeys()).values().stream().findFirst();
  }

  /** The jobs that hold the given keys of items, by key. */
  public Map<String, UUID> holders(Collection<String> keys) {
    try (Connection connection = dataSource.getConnection()) {
      return holders(connection, keys);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  private static Map<String, UUID> holders(Connection connection, Collection<String> keys)
      throws SQLException {
    Map<String, UUID> holders = new HashMap<>();
    if (keys.isEmpty()) {
      return holders;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "select active_key, job_id from job_item where active_key in " + marks(keys.size()))) {
      bind(select, keys.toArray());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          holders.put(row.getString(1), row.getObject(2, UUID.class));
        }
      }
    }
    return holders;
  }

  // ---- running ----

  /** Pending items that nobody has claimed, counted by host. */
  public Map<String, Integer> unclaimedByHost(UUID jobId) {
    Map<String, Integer> byHost = new LinkedHashMap<>();
    query(
        "select host, count(*) from job_item where job_id = ? and status = 'PENDING'"
            + " and owner_node is null group by host order by host",
        List.of(jobId),
        row -> byHost.put(row.getString(1), row.getInt(2)));
    return byHost;
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
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null || !job.status().dispatching()) {
        return new Claim(job, List.of(), List.of());
      }
      List<JobItem> pending =
          read(
              connection,
              "select "
                  + ITEM_COLUMNS
                  + " from job_item i where i.job_id = ? and i.status = 'PENDING' and i.host = ?"
                  + " and i.owner_node is null"
                  // The whole index in its order: H2 sorts all pending rows otherwise.
                  + " order by i.job_id, i.status, i.host, i.position limit ?",
              List.of(jobId, host, most),
              JobStore::item);
      Map<String, UUID> holders = new HashMap<>();
      if (job.bulk()) {
        List<String> keys =
            pending.stream().map(JobItem::exclusiveKey).filter(Objects::nonNull).toList();
        holders.putAll(holders(connection, keys));
      }
      Instant now = Instant.now();
      List<JobItem> claimed = new ArrayList<>();
      List<JobItem> skipped = new ArrayList<>();
      Set<String> mine = new HashSet<>();
      for (JobItem item : pending) {
        String key = job.bulk() ? item.exclusiveKey() : null;
        if (key != null && (holders.containsKey(key) || !mine.add(key))) {
          UUID holder = holders.getOrDefault(key, jobId);
          skipped.add(
              item.ended(
                  ItemOutcome.skipped("Being worked on by job " + holder + "."),
                  item.attempts(),
                  item.attemptLog(),
                  null,
                  now));
        } else {
          claimed.add(item);
        }
      }
      own(connection, claimed, node, job.bulk());
      if (!skipped.isEmpty()) {
        end(connection, skipped);
        job =
            job.counting(
                job.counts().moved(ItemStatus.PENDING, ItemStatus.SKIPPED, skipped.size()),
                job.folded(),
                job.counters(),
                now);
        update(connection, job);
      }
      return new Claim(job, claimed, skipped);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
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
      execute(
          connection,
          "update job_item set owner_node = ?"
              + (bulk ? ", active_key = exclusive_key" : "")
              + " where id in "
              + marks(items.size()),
          values.toArray());
    } catch (SQLException failed) {
      if (isDuplicate(failed)) {
        throw KeyTaken.ofItems(
            items.stream().map(JobItem::exclusiveKey).filter(Objects::nonNull).toList());
      }
      throw failed;
    }
  }

  private static void end(Connection connection, List<JobItem> items) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update job_item set status = ?, result = ?, failure_kind = ?, failure_detail = ?,"
                + " attempts = ?, attempt_log = ?, started_at = ?, completed_at = ?,"
                + " active_key = null, owner_node = null, lease_until = null where id = ?")) {
      for (JobItem item : items) {
        bind(
            update,
            item.status(),
            item.result(),
            item.failureKind(),
            item.failureDetail(),
            item.attempts(),
            item.attemptLog(),
            item.startedAt(),
            item.completedAt(),
            item.id());
        update.addBatch();
      }
      update.executeBatch();
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
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null || job.status().ended()) {
        return Optional.empty();
      }
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
              JobItem dropped =
                  item.ended(
                      ItemOutcome.cancelled(),
                      item.attempts(),
                      item.attemptLog(),
                      null,
                      Instant.now());
              after = dropped.status();
              ended.add(dropped);
            } else {
              released.add(item);
            }
          }
          case ENDED -> {
            boolean keeps =
                job.trigger() != JobTrigger.SCHEDULE
                    || !note.uneventful()
                    || after != ItemStatus.SUCCEEDED;
            (keeps ? ended : unkept).add(item);
            folded += keeps ? 0 : 1;
            counters = Job.counted(counters, note.counter());
          }
        }
        if (before != after) {
          counts = counts.moved(before, after, 1);
        }
        stored.put(item.id(), after);
      }
      start(connection, started);
      end(connection, ended);
      batch(connection, "delete from job_item where id = ?", unkept);
      batch(
          connection,
          "update job_item set status = 'PENDING', started_at = null, owner_node = null"
              + (job.bulk() ? ", active_key = null" : "")
              + " where id = ?",
          released);
      job = job.counting(counts, folded, counters, Instant.now());
      update(connection, job);
      return Optional.of(job);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  private static void start(Connection connection, List<JobItem> items) throws SQLException {
    if (items.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "update job_item set status = 'RUNNING', started_at = ? where id = ?")) {
      for (JobItem item : items) {
        bind(update, item.startedAt(), item.id());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private static Map<UUID, ItemStatus> statuses(Connection connection, List<ItemNote> notes)
      throws SQLException {
    Map<UUID, ItemStatus> stored = new HashMap<>();
    Object[] ids = notes.stream().map(note -> note.item().id()).distinct().toArray();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select id, status from job_item where id in " + marks(ids.length))) {
      bind(select, ids);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          stored.put(row.getObject(1, UUID.class), ItemStatus.valueOf(row.getString(2)));
        }
      }
    }
    return stored;
  }

  private static void batch(Connection connection, String sql, List<JobItem> items)
      throws SQLException {
    if (items.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (JobItem item : items) {
        bind(statement, item.id());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  // ---- what people ask for ----

  /**
   * Changes a job's state under its lock.
   *
   * @param change looks at the locked job and returns it as it is to be; may refuse
   * @return the job after it; empty if there is none
   */
  public Optional<Job> change(UUID jobId, UnaryOperator<Job> change) {
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null) {
        return Optional.empty();
      }
      Job changed = change.apply(job);
      if (changed != job) {
        update(connection, changed);
      }
      return Optional.of(changed);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /**
   * Makes a job CANCELLING and cancels what nobody has claimed; ends it if nothing is left.
   *
   * @return the job after it; empty if there is none
   * @throws DomainException CONFLICT {@code job-ended}
   */
  public Optional<Job> cancel(UUID jobId) {
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null) {
        return Optional.empty();
      }
      if (job.status().ended()) {
        throw DomainException.conflict("job-ended", "The job has ended already.", path(jobId));
      }
      Instant now = Instant.now();
      job = job.become(JobStatus.CANCELLING, now);
      int cancelled =
          execute(
              connection,
              "update job_item set status = 'CANCELLED', active_key = null, completed_at = ?"
                  + " where job_id = ? and status = 'PENDING' and owner_node is null",
              now,
              jobId);
      job =
          job.counting(
              job.counts().moved(ItemStatus.PENDING, ItemStatus.CANCELLED, cancelled),
              job.folded(),
              job.counters(),
              now);
      update(connection, job);
      return Optional.of(job);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /**
   * Ends what nobody has claimed of a job that cannot go on, as failed.
   *
   * @return the job after it; empty if there is none, or if it has ended
   */
  public Optional<Job> abandon(UUID jobId, String failureKind, String detail) {
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null || job.status().ended()) {
        return Optional.empty();
      }
      Instant now = Instant.now();
      int failed =
          execute(
              connection,
              "update job_item set status = 'FAILED', active_key = null, completed_at = ?,"
                  + " failure_kind = ?, failure_detail = ?"
                  + " where job_id = ? and status = 'PENDING' and owner_node is null",
              now,
              failureKind,
              detail,
              jobId);
      job =
          job.failing(failureKind, detail)
              .counting(
                  job.counts().moved(ItemStatus.PENDING, ItemStatus.FAILED, failed),
                  job.folded(),
                  job.counters(),
                  now);
      update(connection, job);
      return Optional.of(job);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /**
   * Items of a job that failed or were cancelled, after a position, in order; read in the caller's
   * transaction if there is one.
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public List<JobItem> repeatable(UUID jobId, int afterPosition) {
    return query(
        "select "
            + ITEM_COLUMNS
            + " from job_item i where i.job_id = ? and i.position > ?"
            + " and i.status in ('FAILED', 'CANCELLED') order by i.position limit ?",
        List.of(jobId, afterPosition, BATCH),
        JobStore::item);
  }

  // ---- looking ----

  /** One job with its namespaces. */
  public Optional<Seen> find(UUID jobId) {
    return query(
            "select " + JOB_COLUMNS + " from job j where j.id = ?", List.of(jobId), JobStore::job)
        .stream()
        .findFirst()
        .map(job -> new Seen(job, namespaces(jobId)));
  }

  private Set<UUID> namespaces(UUID jobId) {
    return new HashSet<>(
        query(
            "select namespace_id from job_namespace where job_id = ?",
            List.of(jobId),
            JobStore::id));
  }

  /** Every job that has not ended, oldest first. */
  public List<Seen> active() {
    Map<UUID, Set<UUID>> namespaces = new HashMap<>();
    query(
        "select n.job_id, n.namespace_id from job_namespace n join job j on j.id = n.job_id"
            + " where j.status in "
            + ACTIVE,
        List.of(),
        row ->
            namespaces
                .computeIfAbsent(row.getObject(1, UUID.class), job -> new HashSet<>())
                .add(row.getObject(2, UUID.class)));
    return query(
            "select "
                + JOB_COLUMNS
                + " from job j where j.status in "
                + ACTIVE
                + " order by j.created_at, j.id",
            List.of(),
            JobStore::job)
        .stream()
        .map(job -> new Seen(job, namespaces.getOrDefault(job.id(), Set.of())))
        .toList();
  }

  /** Ids of all jobs that have not ended. */
  public Set<UUID> activeIds() {
    return new HashSet<>(
        query("select id from job where status in " + ACTIVE, List.of(), JobStore::id));
  }

  /**
   * A page of the jobs that a caller sees.
   *
   * @param query sorted by {@link #JOB_SORTS}, filtered by {@code kind, status, requestedBy, since}
   */
  public Slice<Job> jobs(Caller caller, PageQuery query) {
    List<String> where = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    seen(caller, where, values);
    query.filter("kind", JobKind.class).ifPresent(kind -> add(where, values, "j.kind = ?", kind));
    query
        .filter("status", JobStatus.class)
        .ifPresent(status -> add(where, values, "j.status = ?", status));
    query.filter("requestedBy").ifPresent(name -> add(where, values, "j.requested_by = ?", name));
    query
        .filter("since")
        .ifPresent(time -> add(where, values, "j.created_at >= ?", time("since", time)));
    if (query.text() != null) {
      add(where, values, "lower(j.selection) like ? escape '!'", like(query.text()));
    }
    return slice(
        "job j",
        JOB_COLUMNS,
        where,
        values,
        order(query, JOB_SORTS) + "j.id desc",
        query,
        JobStore::job);
  }

  /** The condition for {@link JobService#sees}, in the database. */
  private static void seen(Caller caller, List<String> where, List<Object> values) {
    if (caller.seesEverything()) {
      return;
    }
    List<String> either = new ArrayList<>();
    if (caller.userId() != null) {
      String own = "j.requested_by_id = ?";
      values.add(caller.userId());
      if (caller.limitedTo() != null) {
        own += " and " + within(caller.limitedTo(), values);
      }
      either.add("(" + own + ")");
    }
    Set<UUID> namespaces = caller.namespacesSeen();
    if (!namespaces.isEmpty()) {
      either.add(
          "(exists (select 1 from job_namespace n where n.job_id = j.id) and "
              + within(namespaces, values)
              + ")");
    }
    where.add(either.isEmpty() ? "1 = 0" : "(" + String.join(" or ", either) + ")");
  }

  private static String within(Set<UUID> namespaces, List<Object> values) {
    if (namespaces.isEmpty()) {
      return "not exists (select 1 from job_namespace n where n.job_id = j.id)";
    }
    values.addAll(namespaces);
    return "not exists (select 1 from job_namespace n where n.job_id = j.id"
        + " and n.namespace_id not in "
        + marks(namespaces.size())
        + ")";
  }

  /**
   * A page of a job's items.
   *
   * @param query sorted by {@link #ITEM_SORTS}, filtered by {@code status}
   */
  public Slice<JobItem> items(UUID jobId, PageQuery query) {
    List<String> where = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    add(where, values, "i.job_id = ?", jobId);
    query
        .filter("status", ItemStatus.class)
        .ifPresent(status -> add(where, values, "i.status = ?", status));
    if (query.text() != null) {
      add(where, values, "lower(i.subject_name) like ? escape '!'", like(query.text()));
    }
    return slice(
        "job_item i",
        ITEM_COLUMNS,
        where,
        values,
        order(query, ITEM_SORTS) + "i.position",
        query,
        JobStore::item);
  }

  private static void add(List<String> where, List<Object> values, String condition, Object value) {
    where.add(condition);
    values.add(value);
  }

  private static String like(String text) {
    String escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + escaped.toLowerCase(Locale.ROOT) + "%";
  }

  private static Instant time(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      throw DomainException.invalid(field, "must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static String order(PageQuery query, Map<String, String> columns) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order.append(columns.get(sort.key())).append(sort.descending() ? " desc, " : ", ");
    }
    return order.toString();
  }

  private <T> Slice<T> slice(
      String table,
      String columns,
      List<String> conditions,
      List<Object> values,
      String order,
      PageQuery query,
      Reader<T> reader) {
    String where = conditions.isEmpty() ? "1 = 1" : String.join(" and ", conditions);
    try (Connection connection = dataSource.getConnection()) {
      long total =
          read(
                  connection,
                  "select count(*) from " + table + " where " + where,
                  values,
                  row -> row.getLong(1))
              .get(0);
      if (query.offset() >= total) {
        return new Slice<>(List.of(), total);
      }
      List<Object> paged = new ArrayList<>(values);
      Collections.addAll(paged, query.size(), query.offset());
      List<T> rows =
          read(
              connection,
              "select "
                  + columns
                  + " from "
                  + table
                  + " where "
                  + where
                  + " order by "
                  + order
                  + " limit ? offset ?",
              paged,
              reader);
      return new Slice<>(rows, total);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /** Items about the given subjects that have not ended, in jobs of a kind. */
  public List<JobItem> activeItems(JobKind kind, Collection<UUID> subjectIds) {
    List<JobItem> found = new ArrayList<>();
    List<UUID> ids = List.copyOf(new HashSet<>(subjectIds));
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<Object> values = new ArrayList<>(ids.subList(from, Math.min(ids.size(), from + BATCH)));
      String marks = marks(values.size());
      values.add(kind);
      found.addAll(
          query(
              "select "
                  + ITEM_COLUMNS
                  + " from job_item i join job j on j.id = i.job_id where i.subject_id in "
                  + marks
                  + " and i.status in ('PENDING', 'RUNNING') and j.kind = ?"
                  + " order by j.created_at",
              values,
              JobStore::item));
    }
    return found;
  }

  // ---- restart and retention ----

  /**
   * Puts one active job right after a crash: what ran is pending again, what was being cancelled is
   * cancelled, and the counts are those of the items.
   *
   * @return the job after it; empty if it is gone
   */
  public Optional<Job> recover(UUID jobId) {
    try (Connection connection = dataSource.getConnection()) {
      Job job = lock(connection, jobId);
      if (job == null || job.status().ended()) {
        return Optional.ofNullable(job);
      }
      Instant now = Instant.now();
      if (job.status() == JobStatus.CANCELLING) {
        execute(
            connection,
            "update job_item set status = 'CANCELLED', active_key = null, owner_node = null,"
                + " lease_until = null, completed_at = ?"
                + " where job_id = ? and status in ('PENDING', 'RUNNING')",
            now,
            jobId);
      } else {
        execute(
            connection,
            "update job_item set status = 'PENDING', owner_node = null, lease_until = null,"
                + " started_at = null"
                + (job.bulk() ? ", active_key = null" : "")
                + " where job_id = ? and status in ('PENDING', 'RUNNING')",
            jobId);
      }
      int[] counts = new int[ItemStatus.values().length];
      read(
          connection,
          "select status, count(*) from job_item where job_id = ? group by status",
          List.of(jobId),
          row -> counts[ItemStatus.valueOf(row.getString(1)).ordinal()] = row.getInt(2));
      int succeeded = counts[2] + job.folded();
      int total = counts[0] + counts[1] + succeeded + counts[3] + counts[4] + counts[5];
      JobCounts recounted =
          new JobCounts(total, counts[0], counts[1], succeeded, counts[3], counts[4], counts[5]);
      job = job.counting(recounted, job.folded(), job.counters(), now);
      update(connection, job);
      return Optional.of(job);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /**
   * Deletes some jobs that ended before a time, with their items.
   *
   * @return how many; fewer than {@code most} if none is left
   */
  public int deleteEndedBefore(Instant time, int most) {
    try (Connection connection = dataSource.getConnection()) {
      List<UUID> old =
          read(
              connection,
              "select id from job where completed_at < ? order by completed_at limit ?",
              List.of(time, most),
              JobStore::id);
      try (PreparedStatement delete = connection.prepareStatement("delete from job where id = ?")) {
        for (UUID id : old) {
          bind(delete, id);
          delete.addBatch();
        }
        if (!old.isEmpty()) {
          delete.executeBatch();
        }
      }
      return old.size();
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  // ---- rows ----

  private static Job lock(Connection connection, UUID jobId) throws SQLException {
    List<Job> found =
        read(
            connection,
            "select " + JOB_COLUMNS + " from job j where j.id = ? for update",
            List.of(jobId),
            JobStore::job);
    return found.isEmpty() ? null : found.get(0);
  }

  private static void update(Connection connection, Job job) throws SQLException {
    JobCounts counts = job.counts();
    execute(
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

  private static Job job(ResultSet row) throws SQLException {
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

  private static JobItem item(ResultSet row) throws SQLException {
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

  private static UUID id(ResultSet row) throws SQLException {
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

  /** Path of a job below the API base. */
  static String path(UUID jobId) {
    return "/jobs/" + jobId;
  }

  // ---- statements ----

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, List<?> values, Reader<T> reader) {
    try (Connection connection = dataSource.getConnection()) {
      return read(connection, sql, values, reader);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  private static <T> List<T> read(
      Connection connection, String sql, List<?> values, Reader<T> reader) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, values.toArray());
      List<T> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    }
  }

  private static int execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Enum<?> constant) {
        statement.setString(i + 1, constant.name());
      } else if (value instanceof Instant instant) {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      } else if (value == null) {
        statement.setObject(i + 1, null);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static String marks(int count) {
    return "(" + "?, ".repeat(count - 1) + "?)";
  }

  private static boolean isDuplicate(SQLException failed) {
    for (SQLException each = failed; each != null; each = each.getNextException()) {
      if ("23505".equals(each.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
