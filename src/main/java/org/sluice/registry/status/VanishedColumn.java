package org.sluice.registry.status;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/**
 * Lets standing imports write which repositories they miss, in the transaction of whoever calls,
 * who has locked the rows.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class VanishedColumn {

  private static final int CHUNK = 500;

  @Inject private Database database;

  /** For the container. */
  public VanishedColumn() {
    // The database is injected.
  }

  /** The column of a database outside a container. */
  public VanishedColumn(Database database) {
    this.database = database;
  }

  /** Since when each of some repositories is missed; those that are not are left out. */
  public Map<UUID, Instant> missed(Collection<UUID> ids) {
    Map<UUID, Instant> found = new HashMap<>();
    for (List<UUID> some : chunks(ids)) {
      database
          .query(
              "select id, vanished_at from repository where vanished_at is not null and id in "
                  + Statements.marks(some.size()),
              some,
              row ->
                  Map.entry(
                      row.getObject(1, UUID.class),
                      row.getObject(2, OffsetDateTime.class).toInstant()))
          .forEach(each -> found.put(each.getKey(), each.getValue()));
    }
    return found;
  }

  /** Writes since when repositories are missed. */
  public void miss(Map<UUID, Instant> since) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "update repository set vanished_at = ? where id = ?",
              since.entrySet(),
              each -> new Object[] {each.getValue(), each.getKey()});
          return null;
        });
  }

  /** Takes back that repositories are missed. */
  public void find(Collection<UUID> ids) {
    for (List<UUID> some : chunks(ids)) {
      database.execute(
          "update repository set vanished_at = null where id in " + Statements.marks(some.size()),
          some.toArray());
    }
  }

  private static List<List<UUID>> chunks(Collection<UUID> ids) {
    List<UUID> all = List.copyOf(ids);
    List<List<UUID>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }
}
