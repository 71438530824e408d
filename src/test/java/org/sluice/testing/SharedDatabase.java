package org.sluice.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A database of H2 that a server and this process have open together. */
public final class SharedDatabase implements AutoCloseable {

  private static final String USER = "sluice";

  /** What a server says between two questions, whenever it begins or ends to use a connection. */
  private static final Set<String> BETWEEN = Set.of("COMMIT", "ROLLBACK", "CALL DATABASE()");

  // Of each statement the least of them counts, since timers ask too.
  private static final int COUNTED = 4;

  private final Connection connection;

  private SharedDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * A server that is about to start with such a database.
   *
   * @param name what its folder is called
   * @param url of the database
   */
  public static RunningSluice.Builder server(String name, String url) {
    return RunningSluice.with(name)
        .onH2()
        .environment("SLUICE_DB_URL", url)
        .environment("JAVA_TOOL_OPTIONS", "-Dh2.bindAddress=127.0.0.1");
  }

  /** The URL of one in a file. */
  public static String url(Path file) {
    return "jdbc:h2:file:"
        + file.toAbsolutePath()
        + ";LOCK_TIMEOUT=10000;WRITE_DELAY=0;AUTO_SERVER=TRUE"
        // H2 would answer a question that was just asked from memory.
        + ";OPTIMIZE_REUSE_RESULTS=0";
  }

  /** Opens the one that a server has open; from then on statements are counted. */
  public static SharedDatabase open(String url) throws SQLException {
    SharedDatabase database = new SharedDatabase(DriverManager.getConnection(url, USER, ""));
    database.execute("set query_statistics true");
    database.execute("set query_statistics_max_entries 5000");
    return database;
  }

  /** Runs a statement that is not counted. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The connection of this process. */
  public Connection connection() {
    return connection;
  }

  /** Something that a server is asked to do. */
  public interface Work {

    /** Asks for it, and waits for the answer. */
    void run() throws Exception;
  }

  /** How many statements a server runs for some work. */
  public long statements(Work work) throws Exception {
    Map<String, Long> least = new HashMap<>();
    for (int i = 0; i < COUNTED; i++) {
      Map<String, Long> before = counts();
      work.run();
      Map<String, Long> now = counts();
      before.forEach((sql, count) -> now.merge(sql, -count, Long::sum));
      if (i == 0) {
        least.putAll(now);
      }
      least.replaceAll((sql, count) -> Math.min(count, now.getOrDefault(sql, 0L)));
    }
    return least.values().stream().mapToLong(count -> Math.max(0, count)).sum();
  }

  private Map<String, Long> counts() throws SQLException {
    Map<String, Long> counts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select sql_statement, execution_count from information_schema.query_statistics")) {
      while (row.next()) {
        String sql = row.getString(1);
        if (!sql.contains("query_statistics") && !BETWEEN.contains(sql.toUpperCase(Locale.ROOT))) {
          counts.merge(sql, row.getLong(2), Long::sum);
        }
      }
    }
    return counts;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
