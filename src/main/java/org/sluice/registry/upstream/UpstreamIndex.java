package org.sluice.registry.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/**
 * Tells of many upstreams at once whether they are tracked, and of names whether they are taken.
 */
@ApplicationScoped
public class UpstreamIndex {

  @Inject private Database database;

  /** For the container. */
  public UpstreamIndex() {
    // The database is injected.
  }

  /** The index of a database outside a container. */
  public UpstreamIndex(Database database) {
    this.database = database;
  }

  private record Row(String key, String fullName, UUID namespaceId, Visibility visibility) {}

  /**
   * The repositories that the caller sees and that follow one of some upstreams, in one query.
   *
   * @param keys of the upstreams, as {@link UpstreamKey#of} gives them
   * @return a full name by key; keys of which he sees none are left out
   */
  public Map<String, String> tracked(Caller caller, Collection<String> keys) {
    Map<String, String> found = new HashMap<>();
    if (!keys.isEmpty()) {
      List<Row> rows =
          database.query(
              "select upstream_key, owner, name, namespace_id, visibility from repository"
                  + " where upstream_key in "
                  + Statements.marks(keys.size())
                  + " order by id",
              new ArrayList<>(keys),
              row ->
                  new Row(
                      row.getString(1),
                      row.getString(2) + "/" + row.getString(3),
                      row.getObject(4, UUID.class),
                      Visibility.valueOf(row.getString(5))));
      for (Row row : rows) {
        if (caller.sees(row.namespaceId(), row.visibility())) {
          found.putIfAbsent(row.key(), row.fullName());
        }
      }
    }
    return found;
  }

  /**
   * The repositories that follow one of some upstreams, whoever sees them, in one query.
   *
   * @param keys of the upstreams, as {@link UpstreamKey#of} gives them
   * @return their ids by key; keys that none follows are left out
   */
  public Map<String, List<UUID>> followers(Collection<String> keys) {
    Map<String, List<UUID>> found = new HashMap<>();
    if (!keys.isEmpty()) {
      database
          .query(
              "select upstream_key, id from repository where upstream_key in "
                  + Statements.marks(keys.size())
                  + " order by id",
              new ArrayList<>(keys),
              row -> Map.entry(row.getString(1), row.getObject(2, UUID.class)))
          .forEach(
              each ->
                  found
                      .computeIfAbsent(each.getKey(), key -> new ArrayList<>())
                      .add(each.getValue()));
    }
    return found;
  }

  /**
   * Which of some names are taken, in one query.
   *
   * @param fullNames {@code owner/name} in lower case
   */
  public Set<String> taken(Collection<String> fullNames) {
    return fullNames.isEmpty()
        ? Set.of()
        : new HashSet<>(
            database.query(
                "select full_name_lower from repository where full_name_lower in "
                    + Statements.marks(fullNames.size()),
                new ArrayList<>(fullNames),
                row -> row.getString(1)));
  }
}
