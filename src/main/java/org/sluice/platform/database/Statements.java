package org.sluice.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Runs SQL on a connection: binds values, reads rows, sends batches. It knows no table. */
public final class Statements {

  private Statements() {}

  /**
   * Makes something of the row at which a result stands.
   *
   * @param <T> what it makes
   */
  public interface Reader<T> {

    /** Reads the row; does not move on. */
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  public static <T> List<T> read(
      Connection connection, String sql, List<?> values, Reader<T> reader) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, values.toArray());
      List<T> rows = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    }
  }

  /**
   * Runs one change.
   *
   * @return number of rows that it met
   */
  public static int execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  /**
   * Runs one change for each of some things, as one batch; nothing if there are none.
   *
   * @param values what to bind for one of them
   * @return number of rows that each has met, in the order of the things
   */
  public static <T> int[] batch(
      Connection connection, String sql, Collection<T> each, Function<T, Object[]> values)
      throws SQLException {
    if (each.isEmpty()) {
      return new int[0];
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (T one : each) {
        bind(statement, values.apply(one));
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  /** Binds all values: constants by their names, times in UTC, the rest as it is. */
  public static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof Enum<?> constant) {
        statement.setString(i + 1, constant.name());
      } else if (value instanceof Instant instant) {
        statement.setObject(i + 1, instant.atOffset(ZoneOffset.UTC));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  /** Question marks in parentheses, for {@code in}; at least one. */
  public static String marks(int count) {
    return "(" + "?, ".repeat(count - 1) + "?)";
  }

  /** Whether a unique index refused the change. */
  public static boolean isDuplicate(SQLException failed) {
    for (SQLException each = failed; each != null; each = each.getNextException()) {
      if ("23505".equals(each.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
