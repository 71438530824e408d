package org.sluice.intake.standing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.SearchText;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** Every query about standing imports, in the transaction of whoever calls. */
@ApplicationScoped
class StandingImportStore {

  /** Keys that the list can be sorted by, and the column behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "owner", "owner",
          "nextRunAt", "next_run_at",
          "lastRunAt", "last_run_at",
          "createdAt", "created_at");

  private static final int MAX_DETAIL = 500;

  private static final String SELECT =
      "select id, forge_account_id, owner, include_globs, exclude_globs, namespace_id, mirror,"
          + " tags, interval_s, next_run_at, last_job, last_attempt_at, last_run_at, seen, added,"
          + " refused, refusal, vanished, back, failures, failure_kind, failure_detail,"
          + " created_at, updated_at, version from standing_import";

  @Inject private Database database;

  /** For the container. */
  StandingImportStore() {
    // The database is injected.
  }

  /** The store of a database outside a container. */
  StandingImportStore(Database database) {
    this.database = database;
  }

  private static StandingImport read(ResultSet row) throws SQLException {
    String job = row.getString(11);
    Instant lastRun = instant(row, 13);
    return new StandingImport(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        lines(row.getString(4)),
        lines(row.getString(5)),
        row.getObject(6, UUID.class),
        row.getBoolean(7),
        tags(row.getString(8)),
        Duration.ofSeconds(row.getLong(9)),
        instant(row, 10),
        job == null ? null : UUID.fromString(job),
        instant(row, 12),
        lastRun,
        lastRun == null
            ? null
            : new RunResult(
                row.getInt(14),
                row.getInt(15),
                row.getInt(16),
                row.getString(17),
                row.getInt(18),
                row.getInt(19)),
        row.getInt(20),
        row.getString(21),
        row.getString(22),
        instant(row, 23),
        instant(row, 24),
        row.getLong(25));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n"));
  }

  private static List<String> tags(String text) {
    return text == null ? List.of() : List.of(text.split(";"));
  }

  private static String joined(String separator, Collection<String> all) {
    return all.isEmpty() ? null : String.join(separator, all);
  }

  Optional<StandingImport> byId(UUID id) {
    return database.query(SELECT + " where id = ?", List.of(id), StandingImportStore::read).stream()
        .findFirst();
  }

  /** Those of some ids that are still there. */
  List<StandingImport> byIds(Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : database.query(
            SELECT + " where id in " + Statements.marks(ids.size()),
            List.copyOf(ids),
            StandingImportStore::read);
  }

  /**
   * Locks one for the caller's transaction, before the repositories that it follows.
   *
   * @return false if it is gone
   */
  boolean lock(UUID id) {
    return !database
        .query(
            "select id from standing_import where id = ? for update",
            List.of(id),
            row -> row.getObject(1, UUID.class))
        .isEmpty();
  }

  void add(UUID id, UUID account, EnteredStandingImport entered, Instant now) {
    database.execute(
        "insert into standing_import (id, forge_account_id, owner, include_globs, exclude_globs,"
            + " namespace_id, mirror, tags, interval_s, next_run_at, failures, created_at,"
            + " updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 1)",
        id,
        account,
        entered.owner(),
        joined("\n", entered.include()),
        joined("\n", entered.exclude()),
        entered.namespace().id(),
        entered.mirror(),
        joined(";", entered.tags()),
        entered.interval().toSeconds(),
        now,
        now,
        now);
  }

  /**
   * Changes one; it is due no later than its interval says.
   *
   * @param seen the version that the editor saw
   * @return false if that is no longer the present one
   */
  boolean change(UUID id, EnteredStandingImport entered, long seen, Instant now) {
    int changed =
        database.execute(
            "update standing_import set owner = ?, include_globs = ?, exclude_globs = ?,"
                + " namespace_id = ?, mirror = ?, tags = ?, interval_s = ?, updated_at = ?,"
                + " version = version + 1 where id = ? and version = ?",
            entered.owner(),
            joined("\n", entered.include()),
            joined("\n", entered.exclude()),
            entered.namespace().id(),
            entered.mirror(),
            joined(";", entered.tags()),
            entered.interval().toSeconds(),
            now,
            id,
            seen);
    Instant latest = now.plus(entered.interval());
    database.execute(
        "update standing_import set next_run_at = ? where id = ? and next_run_at > ?",
        latest,
        id,
        latest);
    return changed == 1;
  }

  void remove(UUID id) {
    database.execute("delete from standing_import where id = ?", id);
  }

  List<StandingImport> page(UUID account, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "")
          .append(" nulls last");
    }
    List<Object> values = new ArrayList<>();
    String where = where(account, query, values);
    values.add(query.offset());
    values.add(query.size());
    return database.query(
        SELECT + where + order + ", id offset ? rows fetch next ? rows only",
        values,
        StandingImportStore::read);
  }

  long count(UUID account, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(account, query, values);
    return database
        .query("select count(*) from standing_import" + where, values, row -> row.getLong(1))
        .get(0);
  }

  private static String where(UUID account, PageQuery query, List<Object> values) {
    values.add(account);
    if (query.text() == null) {
      return " where forge_account_id = ?";
    }
    values.add("%" + SearchText.of(query.text()) + "%");
    return " where forge_account_id = ? and lower(owner) like ?";
  }

  /** Those of an account, for its end. */
  List<UUID> of(UUID account) {
    return database.query(
        "select id from standing_import where forge_account_id = ? order by id",
        List.of(account),
        row -> row.getObject(1, UUID.class));
  }

  boolean anyIn(UUID namespaceId) {
    return !database
        .query(
            "select id from standing_import where namespace_id = ? fetch first 1 rows only",
            List.of(namespaceId),
            row -> row.getObject(1, UUID.class))
        .isEmpty();
  }

  /** Those whose time has come, the longest due first. */
  List<StandingImport> due(Instant now, int most) {
    return database.query(
        SELECT + " where next_run_at <= ? order by next_run_at fetch first ? rows only",
        List.of(now.atOffset(ZoneOffset.UTC), most),
        StandingImportStore::read);
  }

  /**
   * Moves the next time of some on, so that nobody takes them up meanwhile.
   *
   * @return whether all of them were still due
   */
  boolean claim(Collection<StandingImport> due, Instant now) {
    int claimed = 0;
    for (Duration interval : due.stream().map(StandingImport::interval).distinct().toList()) {
      List<Object> values = new ArrayList<>(List.of(now.plus(interval), now));
      due.stream()
          .filter(each -> each.interval().equals(interval))
          .map(StandingImport::id)
          .sorted()
          .forEach(values::add);
      claimed +=
          database.execute(
              "update standing_import set next_run_at = ? where next_run_at <= ? and id in "
                  + Statements.marks(values.size() - 2),
              values.toArray());
    }
    return claimed == due.size();
  }

  /** Remembers the last job of some. */
  void started(Collection<UUID> ids, UUID job) {
    List<Object> values = new ArrayList<>(List.of(job.toString()));
    values.addAll(ids);
    database.execute(
        "update standing_import set last_job = ? where id in " + Statements.marks(ids.size()),
        values.toArray());
  }

  /** Sets when the timer looks next. */
  void plan(UUID id, Instant next) {
    database.execute("update standing_import set next_run_at = ? where id = ?", next, id);
  }

  /** Makes due at once what failed of an account. */
  void wake(UUID account, Instant now) {
    database.execute(
        "update standing_import set next_run_at = ? where forge_account_id = ? and failures > 0"
            + " and next_run_at > ?",
        now,
        account,
        now);
  }

  /** Records a run that read everything. */
  void ran(UUID id, Instant began, RunResult result, Instant next) {
    database.execute(
        "update standing_import set last_attempt_at = ?, last_run_at = ?, seen = ?, added = ?,"
            + " refused = ?, refusal = ?, vanished = ?, back = ?, failures = 0,"
            + " failure_kind = null, failure_detail = null, next_run_at = ? where id = ?",
        began,
        began,
        result.seen(),
        result.added(),
        result.refused(),
        cut(result.refusal()),
        result.vanished(),
        result.back(),
        next,
        id);
  }

  /** Records a run that could not read everything; what was found before stays. */
  void failed(UUID id, Instant began, String kind, String detail, Instant next) {
    database.execute(
        "update standing_import set last_attempt_at = ?, failures = failures + 1,"
            + " failure_kind = ?, failure_detail = ?, next_run_at = ? where id = ?",
        began,
        kind,
        cut(detail),
        next,
        id);
  }

  private static String cut(String text) {
    return text == null || text.length() <= MAX_DETAIL
        ? text
        : text.substring(0, MAX_DETAIL - 1) + "…";
  }
}
