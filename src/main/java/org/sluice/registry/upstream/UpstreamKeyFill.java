package org.sluice.registry.upstream;

import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.platform.database.Statements;

/** Gives their key to all repositories that were added before upstreams had one. */
@Dependent
public class UpstreamKeyFill implements JavaMigration {

  private static final int CHUNK = 500;

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("202611260021");
  }

  @Override
  public String getDescription() {
    return "registry keys of the upstreams that there are";
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
  static void fill(Connection connection) throws SQLException {
    UUID last = new UUID(0, 0);
    Map<UUID, String> chunk = chunk(connection, last);
    while (!chunk.isEmpty()) {
      Statements.batch(
          connection,
          "update repository set upstream_key = ? where id = ?",
          chunk.entrySet(),
          each -> new Object[] {key(each.getValue()), each.getKey()});
      for (UUID id : chunk.keySet()) {
        last = id;
      }
      chunk = chunk(connection, last);
    }
  }

  private static String key(String cloneUrl) {
    try {
      return UpstreamKey.of(UpstreamUrl.ofKnown(cloneUrl));
    } catch (DomainException olderRules) {
      // It is found by no key; whoever edits its upstream gives it one.
      return "";
    }
  }

  private static Map<UUID, String> chunk(Connection connection, UUID after) throws SQLException {
    Map<UUID, String> urls = new LinkedHashMap<>();
    Statements.read(
        connection,
        "select id, clone_url from repository where id > ? order by id fetch first "
            + CHUNK
            + " rows only",
        List.of(after),
        row -> urls.put(row.getObject(1, UUID.class), row.getString(2)));
    return urls;
  }
}
