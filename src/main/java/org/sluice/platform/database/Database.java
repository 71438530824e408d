package org.sluice.platform.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Runs SQL for the rooms that store rows rather than entities, in the transaction of whoever calls.
 */
@ApplicationScoped
public class Database {

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  private DataSource dataSource;

  /** For the container. */
  public Database() {
    // The data source is injected.
  }

  /** A database outside a container. */
  public Database(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Statements that belong together.
   *
   * @param <T> what they bring
   */
  public interface Work<T> {

    /** Runs them. */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Runs statements on one connection.
   *
   * @throws DatabaseFailed if one of them fails
   */
  public <T> T run(Work<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      return work.on(connection);
    } catch (SQLException failed) {
      throw new DatabaseFailed(failed);
    }
  }

  /**
   * All rows of a query.
   *
   * @throws DatabaseFailed if it fails
   */
  public <T> List<T> query(String sql, List<?> values, Statements.Reader<T> reader) {
    return run(connection -> Statements.read(connection, sql, values, reader));
  }

  /**
   * Number of a query's rows, for which not many more than these are read.
   *
   * @param most rows that are counted
   * @return one more than that if they are more
   * @throws DatabaseFailed if it fails
   */
  public long count(int most, String sql, List<?> values) {
    List<Object> bounded = new ArrayList<>(values);
    bounded.add(most + 1);
    return query(
            "select count(*) from (" + sql + " fetch first ? rows only) found",
            bounded,
            row -> row.getLong(1))
        .get(0);
  }

  /**
   * Runs one change.
   *
   * @return number of rows that it met
   * @throws DatabaseFailed if it fails
   */
  public int execute(String sql, Object... values) {
    return run(connection -> Statements.execute(connection, sql, values));
  }
}
