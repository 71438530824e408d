package org.sluice.configsource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceRules;
import org.sluice.configsource.board.SourceState;
import org.sluice.failure.DomainException;
import org.sluice.identity.Name;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.DatabaseFailed;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** Every query about configuration sources, in the transaction of whoever calls. */
@ApplicationScoped
@Inside
public class ConfigSourceStore {

  /** Keys that the history can be sorted by, and the column behind each. */
  static final Map<String, String> HISTORY_SORT_KEYS = Map.of("at", "changed_at");

  private static final int MAX_DETAIL = 500;
  private static final int MAX_PATHS = 32000;
  private static final int MAX_APPLICATIONS = 8000;

  private static final String SELECT =
      "select id, name, repository_id, default_label, search_paths, applications, source_rank,"
          + " interval_s, max_staleness_s, retry_on_error, max_retries, current_commit,"
          + " current_label, last_refresh_at, last_attempt_at, error_kind, error_detail,"
          + " refresh_count, failures, last_change_at, next_refresh_at, created_at, updated_at,"
          + " version from config_source";

  private static final String SELECT_CHANGES =
      "select c.id, c.source_id, s.name, c.label, c.old_commit, c.new_commit, c.forced, c.paths,"
          + " c.path_count, c.applications, c.changed_at"
          + " from config_change c join config_source s on s.id = c.source_id";

  @Inject private Database database;

  /** For the container. */
  ConfigSourceStore() {
    // The database is injected.
  }

  /** The store of a database outside a container. */
  ConfigSourceStore(Database database) {
    this.database = database;
  }

  private static ConfigSource read(ResultSet row) throws SQLException {
    SourceRules rules =
        new SourceRules(
            row.getString(4),
            lines(row.getString(5)),
            lines(row.getString(6)),
            row.getInt(7),
            Duration.ofSeconds(row.getLong(8)),
            Duration.ofSeconds(row.getLong(9)),
            row.getBoolean(10),
            row.getInt(11));
    SourceState state =
        new SourceState(
            row.getString(12),
            row.getString(13),
            instant(row, 14),
            instant(row, 15),
            row.getString(16),
            row.getString(17),
            row.getLong(18),
            row.getInt(19),
            instant(row, 20),
            instant(row, 21));
    return new ConfigSource(
        row.getObject(1, UUID.class),
        row.getString(2),
        row.getObject(3, UUID.class),
        rules,
        state,
        instant(row, 22),
        instant(row, 23),
        row.getLong(24));
  }

  private static ConfigurationChanged readChange(ResultSet row) throws SQLException {
    return new ConfigurationChanged(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getBoolean(7),
        lines(row.getString(8)),
        row.getInt(9),
        lines(row.getString(10)),
        instant(row, 11));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n"));
  }

  private static String joined(List<String> all) {
    return all.isEmpty() ? null : String.join("\n", all);
  }

  /** As many of the lines as there is room for. */
  private static String joined(List<String> all, int room) {
    StringBuilder text = new StringBuilder();
    for (String each : all) {
      if (each.indexOf('\n') >= 0 || text.length() + each.length() + 1 > room) {
        continue;
      }
      text.append(text.isEmpty() ? "" : "\n").append(each);
    }
    return text.isEmpty() ? null : text.toString();
  }

  /** All sources. */
  public List<ConfigSource> all() {
    return database.query(SELECT + " order by id", List.of(), ConfigSourceStore::read);
  }

  /** The source of that id; empty if it is gone. */
  public Optional<ConfigSource> byId(UUID id) {
    return database.query(SELECT + " where id = ?", List.of(id), ConfigSourceStore::read).stream()
        .findFirst();
  }

  long count() {
    return database
        .query("select count(*) from config_source", List.of(), row -> row.getLong(1))
        .get(0);
  }

  /** Name of a source that reads a repository; empty if none does. */
  Optional<String> reading(UUID repositoryId) {
    return database
        .query(
            "select name from config_source where repository_id = ? order by name_key"
                + " fetch first 1 rows only",
            List.of(repositoryId),
            row -> row.getString(1))
        .stream()
        .findFirst();
  }

  /**
   * Stores a new source.
   *
   * @throws DomainException CONFLICT if its name is taken
   */
  void add(ConfigSource source) {
    SourceRules rules = source.rules();
    try {
      database.execute(
          "insert into config_source (id, name, name_key, repository_id, default_label,"
              + " search_paths, applications, source_rank, interval_s, max_staleness_s,"
              + " retry_on_error, max_retries, created_at, updated_at, version, refresh_count,"
              + " failures, next_refresh_at)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
          source.id(),
          source.name(),
          Name.key(source.name()),
          source.repositoryId(),
          rules.defaultLabel(),
          joined(rules.searchPaths()),
          joined(rules.applications()),
          rules.rank(),
          rules.interval().toSeconds(),
          rules.maxStaleness().toSeconds(),
          rules.retryOnError(),
          rules.maxRetries(),
          source.createdAt(),
          source.updatedAt(),
          source.version(),
          source.state().nextRefreshAt());
    } catch (DatabaseFailed failed) {
      throw nameTaken(source.name(), failed);
    }
  }

  /**
   * Changes a source; the next round is due at once.
   *
   * @param seen the version that the editor saw
   * @return false if that is no longer the present one
   * @throws DomainException CONFLICT if its name is taken
   */
  boolean change(UUID id, String name, SourceRules rules, long seen, Instant now) {
    try {
      return database.execute(
              "update config_source set name = ?, name_key = ?, default_label = ?,"
                  + " search_paths = ?, applications = ?, source_rank = ?, interval_s = ?,"
                  + " max_staleness_s = ?, retry_on_error = ?, max_retries = ?, updated_at = ?,"
                  + " next_refresh_at = ?, version = version + 1 where id = ? and version = ?",
              name,
              Name.key(name),
              rules.defaultLabel(),
              joined(rules.searchPaths()),
              joined(rules.applications()),
              rules.rank(),
              rules.interval().toSeconds(),
              rules.maxStaleness().toSeconds(),
              rules.retryOnError(),
              rules.maxRetries(),
              now,
              now,
              id,
              seen)
          == 1;
    } catch (DatabaseFailed failed) {
      throw nameTaken(name, failed);
    }
  }

  private static RuntimeException nameTaken(String name, DatabaseFailed failed) {
    return failed.getCause() instanceof SQLException cause && Statements.isDuplicate(cause)
        ? DomainException.conflict(
            "name-taken",
            "There is a configuration source " + name + " already.",
            "/config-sources/" + name)
        : failed;
  }

  void remove(UUID id) {
    database.execute("delete from config_source where id = ?", id);
  }

  /**
   * Writes how following a source stands.
   *
   * @return false if the source is gone
   */
  public boolean record(UUID id, SourceState state) {
    String detail = state.errorDetail();
    return database.execute(
            "update config_source set current_commit = ?, current_label = ?, last_refresh_at = ?,"
                + " last_attempt_at = ?, error_kind = ?, error_detail = ?, refresh_count = ?,"
                + " failures = ?, last_change_at = ?, next_refresh_at = ? where id = ?",
            state.commit(),
            state.label(),
            state.lastRefreshAt(),
            state.lastAttemptAt(),
            state.errorKind(),
            detail == null || detail.length() <= MAX_DETAIL
                ? detail
                : detail.substring(0, MAX_DETAIL),
            state.refreshCount(),
            state.failures(),
            state.lastChangeAt(),
            state.nextRefreshAt(),
            id)
        == 1;
  }

  /** Adds to the history of a source that is there. */
  public void add(ConfigurationChanged change) {
    database.execute(
        "insert into config_change (id, source_id, changed_at, label, old_commit, new_commit,"
            + " forced, paths, path_count, applications) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        change.changeId(),
        change.sourceId(),
        change.at(),
        change.label(),
        change.oldCommit(),
        change.newCommit(),
        change.forced(),
        joined(change.paths(), MAX_PATHS),
        change.pathCount(),
        joined(change.applications(), MAX_APPLICATIONS));
  }

  /** One page of a source's history. */
  List<ConfigurationChanged> changes(UUID source, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append("c.")
          .append(HISTORY_SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    List<Object> values = new ArrayList<>(List.of(source, query.offset(), query.size()));
    return database.query(
        SELECT_CHANGES
            + " where c.source_id = ?"
            + order
            + ", c.id offset ? rows fetch next ? rows only",
        values,
        ConfigSourceStore::readChange);
  }

  long countChanges(UUID source) {
    return database
        .query(
            "select count(*) from config_change where source_id = ?",
            List.of(source),
            row -> row.getLong(1))
        .get(0);
  }

  /** An entry of a source's history; empty if it has none of that id. */
  Optional<ConfigurationChanged> change(UUID source, UUID id) {
    return database
        .query(
            SELECT_CHANGES + " where c.source_id = ? and c.id = ?",
            List.of(source, id),
            ConfigSourceStore::readChange)
        .stream()
        .findFirst();
  }

  /** The latest entry of a source's history; empty if it has none. */
  public Optional<ConfigurationChanged> latestChange(UUID source) {
    return database
        .query(
            SELECT_CHANGES
                + " where c.source_id = ? order by c.changed_at desc, c.id desc"
                + " fetch first 1 rows only",
            List.of(source),
            ConfigSourceStore::readChange)
        .stream()
        .findFirst();
  }

  /** What came into a source's history from a time on, the oldest first. */
  List<ConfigurationChanged> changesSince(UUID source, Instant from, int most) {
    return database.query(
        SELECT_CHANGES
            + " where c.source_id = ? and c.changed_at >= ? order by c.changed_at, c.id"
            + " fetch first ? rows only",
        List.of(source, from.atOffset(ZoneOffset.UTC), most),
        ConfigSourceStore::readChange);
  }

  /** Forgets what is older than a time. */
  public int deleteChangesBefore(Instant time) {
    return database.execute("delete from config_change where changed_at < ?", time);
  }
}
