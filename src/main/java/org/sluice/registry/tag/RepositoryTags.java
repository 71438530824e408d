package org.sluice.registry.tag;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.NamesBeside;

/** Tags of many repositories, and the repositories of a tag. */
@ApplicationScoped
@Inside
public class RepositoryTags {

  private static final NamesBeside NAMES = new NamesBeside("repository_tag", "tag");

  @Inject private Database database;

  RepositoryTags() {
    // The database is injected.
  }

  /** Tags of a database outside a container. */
  public RepositoryTags(Database database) {
    this.database = database;
  }

  /** Tags of several repositories, in one query. */
  public Map<UUID, Set<String>> of(Collection<UUID> ids) {
    Map<UUID, Set<String>> tags = new HashMap<>();
    if (!ids.isEmpty()) {
      database.query(
          "select repository_id, tag from repository_tag where repository_id in "
              + Statements.marks(ids.size()),
          List.copyOf(ids),
          row ->
              tags.computeIfAbsent(row.getObject(1, UUID.class), id -> new TreeSet<>())
                  .add(row.getString(2)));
    }
    return tags;
  }

  /**
   * Changes the tags of some repositories, whose rows the caller's transaction has locked.
   *
   * @param most tags that a repository may have
   */
  public TagsChanged change(Collection<UUID> ids, TagChange change, int most) {
    Map<UUID, Set<String>> now = of(ids);
    List<Object[]> given = new ArrayList<>();
    List<Object[]> taken = new ArrayList<>();
    List<UUID> changed = new ArrayList<>();
    long refused = 0;
    for (UUID id : ids) {
      Set<String> before = now.getOrDefault(id, Set.of());
      Set<String> after = change.of(before);
      if (after.equals(before)) {
        continue;
      }
      if (after.size() > most) {
        refused++;
        continue;
      }
      changed.add(id);
      after.stream()
          .filter(tag -> !before.contains(tag))
          .forEach(tag -> given.add(new Object[] {id, tag}));
      before.stream()
          .filter(tag -> !after.contains(tag))
          .forEach(tag -> taken.add(new Object[] {id, tag}));
    }
    if (!changed.isEmpty()) {
      write(changed, given, taken);
    }
    return new TagsChanged(changed.size(), ids.size() - changed.size() - refused, refused);
  }

  private void write(List<UUID> changed, List<Object[]> given, List<Object[]> taken) {
    Instant now = Instant.now();
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "delete from repository_tag where repository_id = ? and tag = ?",
              taken,
              row -> row);
          Statements.batch(
              connection,
              "insert into repository_tag (repository_id, tag, full_name_lower)"
                  + " select id, cast(? as varchar(50)), full_name_lower from repository"
                  + " where id = ?",
              given,
              row -> new Object[] {row[1], row[0]});
          return Statements.batch(
              connection,
              "update repository set version = version + 1, updated_at = ? where id = ?",
              changed,
              id -> new Object[] {now, id});
        });
  }

  /** Writes beside each tag of some repositories the name that they have now. */
  public void keepNames(Collection<UUID> ids) {
    if (!ids.isEmpty()) {
      database.execute(
          "update repository_tag set full_name_lower = (select r.full_name_lower from repository r"
              + " where r.id = repository_tag.repository_id) where repository_id in "
              + Statements.marks(ids.size()),
          List.copyOf(ids).toArray());
    }
  }

  /**
   * The first of the repositories that have a tag.
   *
   * @param most ids to read
   * @param over names to pass over
   */
  public NamesBeside.First first(String tag, int most, int over) {
    return NAMES.first(database, tag, most, over);
  }

  /** Number of the repositories that have a tag, counted up to one more than the most. */
  public long count(String tag, int most) {
    return NAMES.count(database, tag, most);
  }
}
