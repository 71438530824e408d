package org.sluice.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

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
      execute("create database " + name);
      return Map.of(
          "SLUICE_DB_URL",
          "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name,
          "SLUICE_DB_USER",
          "postgres",
          "SLUICE_DB_PASSWORD",
          "postgres");
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Connections to a new, empty database. */
  public static DataSource source() {
    Map<String, String> settings = postgres();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(settings.get("SLUICE_DB_URL"));
    source.setUser(settings.get("SLUICE_DB_USER"));
    source.setPassword(settings.get("SLUICE_DB_PASSWORD"));
    return source;
  }

  /** Cuts every connection to a database and lets none in, until {@link #open}. */
  public static void shut(Map<String, String> settings) {
    String name = name(settings);
    execute("alter database " + name + " with allow_connections false");
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
  }

  /** Lets connections to a database in again. */
  public static void open(Map<String, String> settings) {
    execute("alter database " + name(settings) + " with allow_connections true");
  }

  private static String name(Map<String, String> settings) {
    String url = settings.get("SLUICE_DB_URL");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static synchronized void execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException cannot) {
      throw new IllegalStateException(cannot);
    }
  }
}
