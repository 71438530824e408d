package org.sluice.pullrequest.refresh;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Reads and writes how refreshes went, in the transaction of whoever calls. */
@ApplicationScoped
public class StandingRows {

  @Inject private Database database;

  /** For the container. */
  public StandingRows() {
    // The database is injected.
  }

  /** The rows of a database outside a container. */
  public StandingRows(Database database) {
    this.database = database;
  }

  /** How the refreshes of some repositories went; what was not tried is left out. */
  public Map<UUID, Standing> of(Collection<UUID> repositoryIds) {
    Map<UUID, Standing> found = new HashMap<>();
    if (!repositoryIds.isEmpty()) {
      database
          .query(
              "select repository_id, failures, failure_kind, failure_detail, missing"
                  + " from refresh_standing where repository_id in "
                  + Statements.marks(repositoryIds.size()),
              new ArrayList<>(repositoryIds),
              row -> {
                String missing = row.getString(5);
                return Map.entry(
                    row.getObject(1, UUID.class),
                    new Standing(
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        missing == null ? List.of() : List.of(missing.split(" "))));
              })
          .forEach(each -> found.put(each.getKey(), each.getValue()));
    }
    return found;
  }

  void put(UUID repositoryId, Standing standing) {
    String missing = standing.missing().isEmpty() ? null : String.join(" ", standing.missing());
    int met =
        database.execute(
            "update refresh_standing set failures = ?, failure_kind = ?, failure_detail = ?,"
                + " missing = ? where repository_id = ?",
            standing.failures(),
            standing.failureKind(),
            standing.failureDetail(),
            missing,
            repositoryId);
    if (met == 0) {
      // No two refreshes of a repository run at once, so nobody inserts it meanwhile.
      database.execute(
          "insert into refresh_standing (failures, failure_kind, failure_detail, missing,"
              + " repository_id) values (?, ?, ?, ?, ?)",
          standing.failures(),
          standing.failureKind(),
          standing.failureDetail(),
          missing,
          repositoryId);
    }
  }
}
