package org.sluice.registry.search;

import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.sluice.platform.database.Statements;

/** Keeps the words of all repositories that were added before words were kept. */
@Dependent
public class SearchWordsFill implements JavaMigration {

  private static final int CHUNK = 500;

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("202611251931");
  }

  @Override
  public String getDescription() {
    return "registry search words of what there is";
  }

  @Override
  public Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    fill(context.getConnection());
  }

  /** Walks over all repositories, a chunk at a time. */
  public static void fill(Connection connection) throws SQLException {
    UUID last = new UUID(0, 0);
    Map<UUID, String> chunk = chunk(connection, last);
    while (!chunk.isEmpty()) {
      SearchWords.add(connection, chunk, Instant.now());
      for (UUID id : chunk.keySet()) {
        last = id;
      }
      chunk = chunk(connection, last);
    }
  }

  private static Map<UUID, String> chunk(Connection connection, UUID after) throws SQLException {
    Map<UUID, String> texts = new LinkedHashMap<>();
    Statements.read(
        connection,
        "select id, search_text from repository where id > ? order by id fetch first "
            + CHUNK
            + " rows only",
        List.of(after),
        row -> texts.put(row.getObject(1, UUID.class), row.getString(2)));
    return texts;
  }
}
