package org.sluice.intake.sighting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Keeps what standing imports have seen, in the transaction of whoever calls. */
@Inside
@ApplicationScoped
public class Sightings {

  private static final String INSERT =
      "insert into standing_import_sighting (id, import_id, repository_id, remote_id, remote_name,"
          + " upstream_key, added_by) values (?, ?, ?, ?, ?, ?, ?)";

  @Inject private Database database;

  /** For the container. */
  Sightings() {
    // The database is injected.
  }

  /** The sightings of a database outside a container. */
  public Sightings(Database database) {
    this.database = database;
  }

  private static Sighting read(ResultSet row) throws SQLException {
    return new Sighting(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        instant(row, 7));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** All that a standing import has seen, in the order of their ids. */
  public List<Sighting> of(UUID importId) {
    return database.query(
        "select s.id, s.repository_id, s.remote_id, s.remote_name, s.upstream_key,"
            + " r.upstream_key, s.vanished_at from standing_import_sighting s"
            + " left join repository r on r.id = s.repository_id where s.import_id = ?"
            + " order by s.id",
        List.of(importId),
        Sightings::read);
  }

  /** Repositories here that a standing import has seen. */
  public List<UUID> repositories(UUID importId) {
    return database.query(
        "select repository_id from standing_import_sighting where import_id = ?"
            + " and repository_id is not null order by repository_id",
        List.of(importId),
        row -> row.getObject(1, UUID.class));
  }

  /** Keeps that a job made a repository of what was listed. */
  public void added(UUID importId, Listed listed, UUID repositoryId, UUID jobId) {
    database.execute(INSERT, values(importId, listed, repositoryId, jobId.toString()));
  }

  /**
   * Keeps that repositories that were there already follow what was listed.
   *
   * @param adopted what each of them follows
   */
  public void adopted(UUID importId, Map<UUID, Listed> adopted) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              INSERT,
              adopted.entrySet(),
              each -> values(importId, each.getValue(), each.getKey(), null));
          return null;
        });
  }

  private static Object[] values(UUID importId, Listed listed, UUID repositoryId, String jobId) {
    return new Object[] {
      Ids.next(), importId, repositoryId, listed.remoteId(), listed.name(), listed.key(), jobId
    };
  }

  /** Rewrites sightings. */
  public void change(Collection<Sighting> changed) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "update standing_import_sighting set remote_id = ?, remote_name = ?,"
                  + " upstream_key = ?, vanished_at = ? where id = ?",
              changed,
              each ->
                  new Object[] {
                    each.remoteId(), each.remoteName(), each.key(), each.vanishedAt(), each.id()
                  });
          Statements.batch(
              connection,
              "update standing_import_sighting set repository_id = null where id = ?",
              changed.stream().filter(each -> each.repositoryId() == null).toList(),
              each -> new Object[] {each.id()});
          return null;
        });
  }

  /** Forgets sightings. */
  public void drop(Collection<Sighting> dropped) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "delete from standing_import_sighting where id = ?",
              dropped,
              each -> new Object[] {each.id()});
          return null;
        });
  }

  /** Repositories that a job made for a standing import, after an id, in the order of their ids. */
  public List<UUID> addedBy(UUID importId, UUID jobId, UUID after, int most) {
    return database.query(
        "select repository_id from standing_import_sighting where added_by = ? and import_id = ?"
            + " and repository_id > ? order by repository_id fetch first ? rows only",
        List.of(jobId.toString(), importId, after, most),
        row -> row.getObject(1, UUID.class));
  }

  /** How many repositories a job made for a standing import, those that are gone again too. */
  public int countAdded(UUID importId, UUID jobId) {
    return database
        .query(
            "select count(*) from standing_import_sighting where added_by = ? and import_id = ?",
            List.of(jobId.toString(), importId),
            row -> row.getInt(1))
        .get(0);
  }

  /**
   * Since when some repositories are missed by every standing import that has seen them; those that
   * one still sees, or none ever saw, are left out.
   *
   * @param repositoryIds at most 500
   */
  public Map<UUID, Instant> missed(Collection<UUID> repositoryIds) {
    Map<UUID, Instant> found = new HashMap<>();
    if (!repositoryIds.isEmpty()) {
      database
          .query(
              "select repository_id, max(vanished_at) from standing_import_sighting"
                  + " where repository_id in "
                  + Statements.marks(repositoryIds.size())
                  + " group by repository_id having count(*) = count(vanished_at)",
              List.copyOf(repositoryIds),
              row -> Map.entry(row.getObject(1, UUID.class), instant(row, 2)))
          .forEach(each -> found.put(each.getKey(), each.getValue()));
    }
    return found;
  }
}
