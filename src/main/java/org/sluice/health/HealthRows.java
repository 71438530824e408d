package org.sluice.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.forge.RemoteRepository;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.status.HealthState;
import org.sluice.rest.Json;
import org.sluice.rest.PageQuery;

/** Reads and writes what health checks found, in the transaction of whoever calls. */
@ApplicationScoped
public class HealthRows {

  private static final int MAX_DETAIL = 500;
  private static final String METADATA =
      "web_url, description, topics, languages, licence, stars, forks, watchers, open_issues,"
          + " size_bytes, default_branch, visibility, archived, fork_of, remote_created_at,"
          + " remote_updated_at, pushed_at, told_at";

  @Inject private Database database;

  /** For the container. */
  public HealthRows() {
    // The database is injected.
  }

  /** The rows of a database outside a container. */
  public HealthRows(Database database) {
    this.database = database;
  }

  /** What is stored of a repository besides its state. */
  record Details(String detail, String movedTo, RepositoryMetadata metadata) {}

  /**
   * What earlier checks found.
   *
   * @param lastKnown as the registry keeps it
   */
  public Known known(UUID repositoryId, HealthState lastKnown) {
    return database
        .query(
            "select state, remote_id, misses, checked_at from health_check"
                + " where repository_id = ?",
            List.of(repositoryId),
            row ->
                new Known(
                    HealthState.valueOf(row.getString(1)),
                    lastKnown,
                    row.getString(2),
                    row.getInt(3),
                    instant(row, 4)))
        .stream()
        .findFirst()
        .orElse(Known.NOTHING);
  }

  /** What is stored of some repositories; what was never checked is left out. */
  Map<UUID, Details> details(Collection<UUID> repositoryIds) {
    Map<UUID, Details> found = new HashMap<>();
    if (!repositoryIds.isEmpty()) {
      database
          .query(
              "select repository_id, detail, moved_to, "
                  + METADATA
                  + " from health_check"
                  + " where repository_id in "
                  + Statements.marks(repositoryIds.size()),
              new ArrayList<>(repositoryIds),
              row ->
                  Map.entry(
                      row.getObject(1, UUID.class),
                      new Details(row.getString(2), row.getString(3), metadata(row))))
          .forEach(each -> found.put(each.getKey(), each.getValue()));
    }
    return found;
  }

  private static RepositoryMetadata metadata(ResultSet row) throws SQLException {
    Instant toldAt = instant(row, 21);
    return toldAt == null
        ? null
        : new RepositoryMetadata(
            row.getString(4),
            row.getString(5),
            texts(row.getString(6)),
            texts(row.getString(7)),
            row.getString(8),
            number(row, 9),
            number(row, 10),
            number(row, 11),
            number(row, 12),
            number(row, 13),
            row.getString(14),
            row.getString(15),
            row.getBoolean(16),
            row.getString(17),
            instant(row, 18),
            instant(row, 19),
            instant(row, 20),
            toldAt);
  }

  private static Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static List<String> texts(String json) {
    try {
      return Json.mapper().readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException written) {
      throw new IllegalStateException("what was stored of a repository is unreadable", written);
    }
  }

  /** As many texts as fit, as JSON. */
  private static String written(List<String> texts, int most) {
    try {
      List<String> some = new ArrayList<>(texts);
      String json = Json.mapper().writeValueAsString(some);
      while (json.length() > most) {
        some.remove(some.size() - 1);
        json = Json.mapper().writeValueAsString(some);
      }
      return json;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Records what a check saw; the repository's row is locked. */
  public void put(UUID repositoryId, Known before, Observation seen, Instant at) {
    String detail = cut(seen.detail(), MAX_DETAIL);
    if (before.checkedAt() == null) {
      database.execute(
          "insert into health_check (repository_id, state, detail, misses, moved_to, checked_at,"
              + " topics, languages, archived) values (?, ?, ?, ?, ?, ?, '[]', '[]', false)",
          repositoryId,
          seen.state(),
          detail,
          seen.misses(),
          cut(seen.movedTo(), 2048),
          at);
    } else {
      database.execute(
          "update health_check set state = ?, detail = ?, misses = ?, moved_to = ?,"
              + " checked_at = ? where repository_id = ?",
          seen.state(),
          detail,
          seen.misses(),
          cut(seen.movedTo(), 2048),
          at,
          repositoryId);
    }
    if (seen.told() != null) {
      tell(repositoryId, seen.told(), at);
    }
    if (before.state() != seen.state()) {
      database.execute(
          "insert into health_change (id, repository_id, before_state, after_state, detail,"
              + " changed_at) values (?, ?, ?, ?, ?, ?)",
          Ids.next(),
          repositoryId,
          before.state(),
          seen.state(),
          detail,
          at);
    }
  }

  private void tell(UUID repositoryId, RemoteRepository told, Instant at) {
    database.execute(
        "update health_check set remote_id = ?, remote_name = ?, web_url = ?, description = ?,"
            + " topics = ?, languages = ?, licence = ?, stars = ?, forks = ?, watchers = ?,"
            + " open_issues = ?, size_bytes = ?, default_branch = ?, visibility = ?,"
            + " archived = ?, fork_of = ?, remote_created_at = ?, remote_updated_at = ?,"
            + " pushed_at = ?, told_at = ? where repository_id = ?",
        cut(told.id(), 100),
        cut(told.fullName(), 512),
        fitting(told.webUrl(), 2048),
        cut(told.description(), 2000),
        written(told.topics(), 4000),
        written(told.languages(), 2000),
        cut(told.licence(), 100),
        told.stars(),
        told.forks(),
        told.watchers(),
        told.openIssues(),
        told.sizeBytes(),
        cut(told.defaultBranch(), 512),
        cut(told.visibility(), 20),
        told.archived(),
        cut(told.forkOf(), 512),
        told.createdAt(),
        told.updatedAt(),
        told.pushedAt(),
        at,
        repositoryId);
  }

  private static String cut(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most);
  }

  private static String fitting(String text, int most) {
    return text == null || text.length() > most ? null : text;
  }

  /** Forgets what was found of a repository, since it is another one now. */
  void forget(UUID repositoryId) {
    database.execute("delete from health_check where repository_id = ?", repositoryId);
  }

  /** One page of a repository's changes, the latest first. */
  List<HealthChange> changes(UUID repositoryId, PageQuery query) {
    return database.query(
        "select before_state, after_state, detail, changed_at from health_change"
            + " where repository_id = ? order by changed_at desc, id desc"
            + " offset ? rows fetch first ? rows only",
        List.of(repositoryId, query.offset(), query.size()),
        row ->
            new HealthChange(
                HealthState.valueOf(row.getString(1)),
                HealthState.valueOf(row.getString(2)),
                row.getString(3),
                instant(row, 4)));
  }

  long countChanges(UUID repositoryId) {
    return database
        .query(
            "select count(*) from health_change where repository_id = ?",
            List.of(repositoryId),
            row -> row.getLong(1))
        .get(0);
  }

  /** Remembers what a scan leaves out: what was checked since a time. */
  void leaveOut(UUID jobId, Instant since, Instant now) {
    database.execute(
        "insert into health_scan (job_id, skip_since, started_at) values (?, ?, ?)",
        jobId,
        since,
        now);
  }

  /** Since when a scan leaves out what was checked; empty if it leaves nothing out. */
  public Optional<Instant> leavesOut(UUID jobId) {
    return database
        .query(
            "select skip_since from health_scan where job_id = ?",
            List.of(jobId),
            row -> instant(row, 1))
        .stream()
        .findFirst();
  }

  /** Forgets changes and scans from before a time. */
  void forgetBefore(Instant changes, Instant scans) {
    database.execute(
        "delete from health_change where changed_at < ?", changes.atOffset(ZoneOffset.UTC));
    database.execute(
        "delete from health_scan where started_at < ?", scans.atOffset(ZoneOffset.UTC));
  }
}
