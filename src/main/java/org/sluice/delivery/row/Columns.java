package org.sluice.delivery.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** Reads columns in the shapes that the rows of delivery have. */
final class Columns {

  private Columns() {}

  static UUID id(ResultSet row, int column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static Integer number(ResultSet row, int column) throws SQLException {
    int number = row.getInt(column);
    return row.wasNull() ? null : number;
  }

  static Long size(ResultSet row, int column) throws SQLException {
    long size = row.getLong(column);
    return row.wasNull() ? null : size;
  }

  static FilePath path(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : new FilePath(bytes);
  }

  static List<String> lines(String text) {
    return text == null ? List.of() : List.of(text.split("\n"));
  }

  static String joined(List<String> all) {
    return all.isEmpty() ? null : String.join("\n", all);
  }
}
