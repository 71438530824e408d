package org.sluice.registry;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Statements;

/**
 * A migration that works out for every repository that there is what no script can, from one of its
 * columns. It walks over them in the order of their ids, 500 at a time, in one transaction.
 */
@Inside
public abstract class RepositoryFill implements JavaMigration {

  private static final int CHUNK = 500;

  private final MigrationVersion version;
  private final String description;
  private final String column;

  /**
   * A migration.
   *
   * @param version as of a script's file name
   * @param description what the record of migrations calls it; it must never change
   * @param column of the table of repositories that is read
   */
  protected RepositoryFill(String version, String description, String column) {
    this.version = MigrationVersion.fromVersion(version);
    this.description = description;
    this.column = column;
  }

  /**
   * Fills some repositories.
   *
   * @param chunk the column's values by the ids of the repositories; not empty
   */
  protected abstract void fill(Connection connection, Map<UUID, String> chunk) throws SQLException;

  /** Walks over all repositories. */
  public void fill(Connection connection) throws SQLException {
    UUID last = new UUID(0, 0);
    Map<UUID, String> chunk = chunk(connection, last);
    while (!chunk.isEmpty()) {
      fill(connection, chunk);
      for (UUID id : chunk.keySet()) {
        last = id;
      }
      chunk = chunk(connection, last);
    }
  }

  private Map<UUID, String> chunk(Connection connection, UUID after) throws SQLException {
    Map<UUID, String> values = new LinkedHashMap<>();
    Statements.read(
        connection,
        "select id, "
            + column
            + " from repository where id > ? order by id fetch first "
            + CHUNK
            + " rows only",
        List.of(after),
        row -> values.put(row.getObject(1, UUID.class), row.getString(2)));
    return values;
  }

  @Override
  public final void migrate(Context context) throws SQLException {
    fill(context.getConnection());
  }

  @Override
  public final MigrationVersion getVersion() {
    return version;
  }

  @Override
  public final String getDescription() {
    return description;
  }

  @Override
  public final Integer getChecksum() {
    return null;
  }

  @Override
  public final boolean canExecuteInTransaction() {
    return true;
  }
}
