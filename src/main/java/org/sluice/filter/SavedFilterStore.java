package org.sluice.filter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.platform.database.Database;
import org.sluice.rest.PageQuery;

/** Every query of saved filters, each in the caller's transaction. */
@ApplicationScoped
class SavedFilterStore {

  private static final String COLUMNS =
      "id, list_name, name, list_query, created_at, updated_at, version";

  @Inject private Database database;

  /** Locks the row of their owner, so that his filters are counted and named one after another. */
  void lock(UUID user) {
    database.query(
        "select id from users where id = ? for update",
        List.of(user),
        row -> row.getObject(1, UUID.class));
  }

  /** Some of somebody's filters by list and name. */
  List<SavedFilter> page(UUID user, FilteredList list, PageQuery query) {
    List<Object> values = new ArrayList<>(List.of(user));
    return database.query(
        "select "
            + COLUMNS
            + " from saved_filter where user_id = ?"
            + of(list, values)
            + " order by list_name desc, name_key"
            + (query.sort().get(0).descending() ? " desc" : "")
            + " offset "
            + query.offset()
            + " rows fetch first "
            + query.size()
            + " rows only",
        values,
        SavedFilterStore::filter);
  }

  /** Number of somebody's filters. */
  long count(UUID user, FilteredList list) {
    List<Object> values = new ArrayList<>(List.of(user));
    return database
        .query(
            "select count(*) from saved_filter where user_id = ?" + of(list, values),
            values,
            row -> row.getLong(1))
        .get(0);
  }

  private static String of(FilteredList list, List<Object> values) {
    if (list == null) {
      return "";
    }
    values.add(list);
    return " and list_name = ?";
  }

  /** One of somebody's filters. */
  Optional<SavedFilter> find(UUID user, UUID id) {
    return database
        .query(
            "select " + COLUMNS + " from saved_filter where user_id = ? and id = ?",
            List.of(user, id),
            SavedFilterStore::filter)
        .stream()
        .findFirst();
  }

  /** The one of somebody's filters of a list that has a name, in lower case. */
  Optional<SavedFilter> named(UUID user, FilteredList list, String nameKey) {
    return database
        .query(
            "select "
                + COLUMNS
                + " from saved_filter where user_id = ? and list_name = ? and name_key = ?",
            List.of(user, list, nameKey),
            SavedFilterStore::filter)
        .stream()
        .findFirst();
  }

  void add(UUID user, SavedFilter filter, String nameKey) {
    database.execute(
        "insert into saved_filter (id, user_id, list_name, name, name_key, list_query, created_at,"
            + " updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        filter.id(),
        user,
        filter.list(),
        filter.name(),
        nameKey,
        filter.query(),
        filter.createdAt(),
        filter.updatedAt(),
        filter.version());
  }

  void change(SavedFilter filter, String nameKey) {
    database.execute(
        "update saved_filter set name = ?, name_key = ?, list_query = ?, updated_at = ?,"
            + " version = ? where id = ?",
        filter.name(),
        nameKey,
        filter.query(),
        filter.updatedAt(),
        filter.version(),
        filter.id());
  }

  void delete(UUID id) {
    database.execute("delete from saved_filter where id = ?", id);
  }

  private static SavedFilter filter(ResultSet row) throws SQLException {
    return new SavedFilter(
        row.getObject(1, UUID.class),
        FilteredList.valueOf(row.getString(2)),
        row.getString(3),
        row.getString(4),
        time(row, 5),
        time(row, 6),
        row.getLong(7));
  }

  private static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
