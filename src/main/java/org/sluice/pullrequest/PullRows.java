package org.sluice.pullrequest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.pullrequest.light.Lit;
import org.sluice.registry.status.Light;
import org.sluice.rest.Json;

/**
 * Reads and writes pull requests, in the transaction of whoever calls.
 *
 * <p>Plain SQL rather than entities: a refresh writes those that changed in one batch, and of the
 * others only when they were looked at, in one statement.
 */
@ApplicationScoped
public class PullRows {

  /** Columns of {@link #row}. */
  static final String COLUMNS =
      "p.number, p.state, p.title, p.author, p.bot, p.web_url, p.source_branch,"
          + " p.source_repository, p.target_branch, p.head_sha, p.draft, p.mergeable, p.light,"
          + " p.light_reason, p.known_light, p.known_at, p.checks, p.checks_at, p.reviews,"
          + " p.reviews_at, p.labels, p.created_at, p.updated_at, p.observed_at, p.ended_at";

  private static final int BATCH = 500;

  @Inject private Database database;

  /** For the container. */
  public PullRows() {
    // The database is injected.
  }

  /** The rows of a database outside a container. */
  public PullRows(Database database) {
    this.database = database;
  }

  /**
   * A stored pull request.
   *
   * @param id of its row
   * @param row what is stored
   * @param digest tells whether another row differs
   */
  public record Stored(UUID id, PullRow row, String digest) {}

  /** The open pull requests of a repository, by their numbers. */
  public Map<Long, Stored> open(UUID repositoryId) {
    return byNumber(
        database.query(
            "select "
                + COLUMNS
                + ", p.id, p.digest from pull_request p"
                + " where p.repository_id = ? and p.state = 'OPEN' order by p.number",
            List.of(repositoryId),
            PullRows::stored));
  }

  /** Numbers of the open pull requests of a repository. */
  public Set<Long> openNumbers(UUID repositoryId) {
    return new TreeSet<>(
        database.query(
            "select number from pull_request where repository_id = ? and state = 'OPEN'",
            List.of(repositoryId),
            row -> row.getLong(1)));
  }

  private static Map<Long, Stored> byNumber(List<Stored> rows) {
    Map<Long, Stored> found = new HashMap<>();
    rows.forEach(each -> found.put(each.row().pull().number(), each));
    return found;
  }

  private static Stored stored(ResultSet result) throws SQLException {
    return new Stored(result.getObject(26, UUID.class), row(result), result.getString(27));
  }

  /** The row at which a result stands whose first columns are {@link #COLUMNS}. */
  static PullRow row(ResultSet result) throws SQLException {
    String knownLight = result.getString(15);
    return new PullRow(
        new Pull(
            result.getLong(1),
            result.getString(3),
            result.getString(4),
            result.getBoolean(5),
            result.getString(6),
            result.getString(7),
            result.getString(8),
            result.getString(9),
            result.getString(10),
            result.getBoolean(11),
            Pull.State.valueOf(result.getString(2)),
            read(result.getString(21), new TypeReference<List<String>>() {}),
            instant(result, 22),
            instant(result, 23)),
        Mergeable.valueOf(result.getString(12)),
        new Lit(Light.valueOf(result.getString(13)), result.getString(14)),
        knownLight == null ? null : Light.valueOf(knownLight),
        instant(result, 16),
        read(result.getString(17), new TypeReference<List<ShownCheck>>() {}),
        instant(result, 18),
        read(result.getString(19), new TypeReference<List<ShownReview>>() {}),
        instant(result, 20),
        instant(result, 24),
        instant(result, 25));
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return Json.mapper().readValue(json, type);
    } catch (JsonProcessingException written) {
      throw new IllegalStateException("what was stored of a pull request is unreadable", written);
    }
  }

  private static String written(Object value) {
    try {
      return Json.mapper().writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Stores pull requests of a repository: new ones are inserted, others replaced where they differ.
   *
   * @param before what {@link #open} told of the repository in the same transaction; of what is not
   *     among them the stored row is looked up
   * @return number of those that were new or differed
   */
  public int put(UUID repositoryId, Collection<PullRow> rows, Map<Long, Stored> before) {
    return database.run(
        connection -> {
          Map<Long, Stored> known = new HashMap<>(before);
          known.putAll(
              ended(
                  connection,
                  repositoryId,
                  rows.stream()
                      .map(row -> row.pull().number())
                      .filter(number -> !before.containsKey(number))
                      .toList()));
          Map<UUID, PullRow> added = new HashMap<>();
          Map<UUID, PullRow> changed = new HashMap<>();
          List<UUID> same = new ArrayList<>();
          Instant observed = Instant.EPOCH;
          for (PullRow row : rows) {
            Stored stored = known.get(row.pull().number());
            if (stored == null) {
              added.put(Ids.next(), row);
            } else if (stored.digest().equals(row.digest())) {
              same.add(stored.id());
              observed = row.observedAt();
            } else {
              changed.put(stored.id(), row);
            }
          }
          insert(connection, repositoryId, added);
          update(connection, changed);
          label(connection, added, changed);
          look(connection, same, observed);
          return added.size() + changed.size();
        });
  }

  /** Stored ones of those numbers, whatever their state; a reopened one is among them. */
  private static Map<Long, Stored> ended(
      Connection connection, UUID repositoryId, List<Long> numbers) throws SQLException {
    Map<Long, Stored> found = new HashMap<>();
    for (int from = 0; from < numbers.size(); from += BATCH) {
      List<Long> some = numbers.subList(from, Math.min(numbers.size(), from + BATCH));
      List<Object> values = new ArrayList<>(List.of(repositoryId));
      values.addAll(some);
      found.putAll(
          byNumber(
              Statements.read(
                  connection,
                  "select "
                      + COLUMNS
                      + ", p.id, p.digest from pull_request p"
                      + " where p.repository_id = ? and p.number in "
                      + Statements.marks(some.size()),
                  values,
                  PullRows::stored)));
    }
    return found;
  }

  private static void insert(Connection connection, UUID repositoryId, Map<UUID, PullRow> rows)
      throws SQLException {
    Statements.batch(
        connection,
        "insert into pull_request (state, title, search_text, author, bot, web_url, source_branch,"
            + " source_repository, target_branch, head_sha, draft, mergeable, light, light_reason,"
            + " light_sha, known_light, known_at, checks, checks_at, reviews, reviews_at, labels,"
            + " digest, created_at, updated_at, observed_at, ended_at, id, repository_id, number)"
            + " values "
            + Statements.marks(30),
        rows.entrySet(),
        each -> {
          List<Object> values = values(each.getValue());
          values.add(each.getKey());
          values.add(repositoryId);
          values.add(each.getValue().pull().number());
          return values.toArray();
        });
  }

  private static void update(Connection connection, Map<UUID, PullRow> rows) throws SQLException {
    Statements.batch(
        connection,
        "update pull_request set state = ?, title = ?, search_text = ?, author = ?, bot = ?,"
            + " web_url = ?, source_branch = ?, source_repository = ?, target_branch = ?,"
            + " head_sha = ?, draft = ?, mergeable = ?, light = ?, light_reason = ?,"
            + " light_sha = ?, known_light = ?, known_at = ?, checks = ?, checks_at = ?,"
            + " reviews = ?, reviews_at = ?, labels = ?, digest = ?, created_at = ?,"
            + " updated_at = ?, observed_at = ?, ended_at = ? where id = ?",
        rows.entrySet(),
        each -> {
          List<Object> values = values(each.getValue());
          values.add(each.getKey());
          return values.toArray();
        });
  }

  private static List<Object> values(PullRow row) {
    Pull pull = row.pull();
    List<Object> values = new ArrayList<>();
    values.add(pull.state());
    values.add(pull.title());
    values.add(row.searchText());
    values.add(pull.author());
    values.add(pull.bot());
    values.add(pull.webUrl());
    values.add(pull.sourceBranch());
    values.add(pull.sourceRepository());
    values.add(pull.targetBranch());
    values.add(pull.headSha());
    values.add(pull.draft());
    values.add(row.mergeable());
    values.add(row.lit().light());
    values.add(row.lit().reason());
    values.add(pull.headSha());
    values.add(row.knownLight() == null ? null : row.knownLight().name());
    values.add(row.knownAt());
    values.add(written(row.checks()));
    values.add(row.checksAt());
    values.add(written(row.reviews()));
    values.add(row.reviewsAt());
    values.add(written(pull.labels()));
    values.add(row.digest());
    values.add(pull.createdAt());
    values.add(pull.updatedAt());
    values.add(row.observedAt());
    values.add(row.endedAt());
    return values;
  }

  private record Labelled(UUID id, String label) {}

  private static void label(
      Connection connection, Map<UUID, PullRow> added, Map<UUID, PullRow> changed)
      throws SQLException {
    Statements.batch(
        connection,
        "delete from pull_request_label where pull_request_id = ?",
        changed.keySet(),
        id -> new Object[] {id});
    List<Labelled> all = new ArrayList<>();
    for (Map<UUID, PullRow> rows : List.of(added, changed)) {
      rows.forEach(
          (id, row) -> row.pull().labels().forEach(label -> all.add(new Labelled(id, label))));
    }
    Statements.batch(
        connection,
        "insert into pull_request_label (pull_request_id, label) values (?, ?)",
        all,
        each -> new Object[] {each.id(), each.label()});
  }

  private static void look(Connection connection, List<UUID> ids, Instant observed)
      throws SQLException {
    for (int from = 0; from < ids.size(); from += BATCH) {
      List<UUID> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
      List<Object> values = new ArrayList<>(List.of(observed));
      values.addAll(some);
      Statements.execute(
          connection,
          "update pull_request set observed_at = ? where id in " + Statements.marks(some.size()),
          values.toArray());
    }
  }

  /**
   * Says of all open pull requests of a repository that how they stand is not known; what was known
   * and when stays.
   */
  public void doubt(UUID repositoryId, String reason) {
    database.execute(
        "update pull_request set known_light = light, known_at = observed_at"
            + " where repository_id = ? and state = 'OPEN' and light <> 'UNKNOWN'",
        repositoryId);
    database.execute(
        "update pull_request set light = 'UNKNOWN', light_reason = ?, digest = ''"
            + " where repository_id = ? and state = 'OPEN'",
        new Lit(Light.UNKNOWN, reason).reason(),
        repositoryId);
  }

  /** Forgets all pull requests of a repository, since it is another one now. */
  public void forget(UUID repositoryId) {
    database.execute("delete from pull_request where repository_id = ?", repositoryId);
    database.execute("delete from refresh_standing where repository_id = ?", repositoryId);
  }

  /**
   * Forgets some pull requests that were merged or closed before a time.
   *
   * @return how many; none if no more are there
   */
  public int forgetEnded(Instant before) {
    List<UUID> some =
        database.query(
            "select id from pull_request where ended_at < ? fetch first 500 rows only",
            List.of(before.atOffset(java.time.ZoneOffset.UTC)),
            row -> row.getObject(1, UUID.class));
    if (!some.isEmpty()) {
      database.execute(
          "delete from pull_request where id in " + Statements.marks(some.size()), some.toArray());
    }
    return some.size();
  }
}
