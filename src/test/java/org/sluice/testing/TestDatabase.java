package org.sluice.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server of this process for tests, started when the first asks for it, with an
 * empty database for each.
 */
public final class TestDatabase {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedPostgres server;

  private TestDatabase() {}

  /**
   * Settings by which Sluice uses a new, empty database.
   *
   * @return variables of the environment
   */
  public static synchronized Map<String, String> postgres() {
    try {
      if (server == null) {
        server =
            EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start();
      }
      String name = "sluice" + NUMBER.incrementAndGet();
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create database " + name);
      }
      return Map.of(
          "SLUICE_DB_URL",
          "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name,
          "SLUICE_DB_USER",
          "postgres",
          "SLUICE_DB_PASSWORD",
          "postgres");
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } catch (SQLException cannot) {
      throw new IllegalStateException(cannot);
    }
  }
}
