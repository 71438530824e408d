package org.sluice.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;

/**
 * A table of what repositories have, a tag or a word, with an index that goes on by the name of the
 * repository: what has the same is found in the order of names.
 *
 * @param table its name
 * @param column of what they have
 */
@Inside
public record NamesBeside(String table, String column) {

  /**
   * The first of the repositories that have something.
   *
   * @param ids in the order of names
   * @param behind the name behind as many as were to be passed over; empty if there are not more
   */
  public record First(List<UUID> ids, Optional<String> behind) {}

  /**
   * Reads the first of the repositories that have a value, in one query.
   *
   * @param most ids to read
   * @param over names to pass over
   */
  public First first(Database database, String value, int most, int over) {
    String inOrder =
        " from "
            + table
            + " where "
            + column
            + " = ? order by "
            + column
            + ", full_name_lower, repository_id";
    List<UUID> ids = new ArrayList<>(most);
    List<String> behind = new ArrayList<>(1);
    database.query(
        "(select repository_id, cast(null as varchar) as name"
            + inOrder
            + " fetch first "
            + most
            + " rows only) union all (select cast(null as uuid), full_name_lower"
            + inOrder
            + " offset "
            + over
            + " rows fetch first 1 rows only)",
        List.of(value, value),
        row -> {
          String name = row.getString(2);
          return name == null ? ids.add(row.getObject(1, UUID.class)) : behind.add(name);
        });
    return new First(List.copyOf(ids), behind.stream().findFirst());
  }

  /** Number of the repositories that have a value, counted up to one more than the most. */
  public long count(Database database, String value, int most) {
    return database.count(
        most, "select " + column + " from " + table + " where " + column + " = ?", List.of(value));
  }
}
