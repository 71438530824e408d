package org.sluice.inbound;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.forge.hook.HookTopic;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Every statement about webhooks; each method is one short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class HookRows {

  @Inject private Database database;

  /** For the container. */
  public HookRows() {
    // The database is injected.
  }

  /** The rows of a database outside a container. */
  public HookRows(Database database) {
    this.database = database;
  }

  /**
   * A secret as it is stored.
   *
   * @param id of its row, which it is sealed for
   * @param sealed the sealed secret
   * @param createdAt when it was made
   */
  public record StoredSecret(UUID id, String sealed, Instant createdAt) {

    @Override
    public String toString() {
      return "StoredSecret[" + id + "]";
    }
  }

  /** What a webhook asks for and no job has taken up yet. */
  public record Wish(UUID repositoryId, HookTopic topic) {}

  /** Secrets by their owners, repositories or accounts; owners without one are left out. */
  public Map<UUID, StoredSecret> secrets(Collection<UUID> owners) {
    Map<UUID, StoredSecret> found = new HashMap<>();
    if (!owners.isEmpty()) {
      database
          .query(
              "select owner_id, id, sealed_secret, created_at from hook_secret where owner_id in "
                  + Statements.marks(owners.size()),
              new ArrayList<>(owners),
              row ->
                  Map.entry(
                      row.getObject(1, UUID.class),
                      new StoredSecret(
                          row.getObject(2, UUID.class),
                          row.getString(3),
                          row.getObject(4, java.time.OffsetDateTime.class).toInstant())))
          .forEach(each -> found.put(each.getKey(), each.getValue()));
    }
    return found;
  }

  /** Stores a secret in place of the one that its owner had. */
  public void put(UUID owner, UUID id, String sealed, Instant now) {
    database.execute("delete from hook_secret where owner_id = ?", owner);
    database.execute(
        "insert into hook_secret (id, owner_id, sealed_secret, created_at) values (?, ?, ?, ?)",
        id,
        owner,
        sealed,
        now);
  }

  /**
   * Forgets the secret of an owner.
   *
   * @return whether there was one
   */
  public boolean remove(UUID owner) {
    return database.execute("delete from hook_secret where owner_id = ?", owner) > 0;
  }

  /** Whether a delivery was taken in before. */
  public boolean cameBefore(String deliveryKey) {
    return !database
        .query(
            "select 1 from hook_delivery where delivery_key = ?",
            List.of(deliveryKey),
            row -> row.getInt(1))
        .isEmpty();
  }

  /**
   * Remembers that a delivery was taken in.
   *
   * @throws RuntimeException that a unique index caused if another does so at this moment
   */
  public void came(String deliveryKey, Instant now) {
    if (!cameBefore(deliveryKey)) {
      database.execute(
          "insert into hook_delivery (delivery_key, came_at) values (?, ?)", deliveryKey, now);
    }
  }

  /**
   * Wishes something for a repository, unless that is wished already.
   *
   * @throws RuntimeException that a unique index caused if another does so at this moment
   */
  public void wish(UUID repositoryId, HookTopic topic, Instant now) {
    boolean wished =
        !database
            .query(
                "select 1 from hook_wish where repository_id = ? and kind = ?",
                List.of(repositoryId, topic.name()),
                row -> row.getInt(1))
            .isEmpty();
    if (!wished) {
      database.execute(
          "insert into hook_wish (repository_id, kind, wished_at) values (?, ?, ?)",
          repositoryId,
          topic,
          now);
    }
  }

  /** The oldest wishes, in their order. */
  public List<Wish> oldest(int most) {
    return database.query(
        "select repository_id, kind from hook_wish order by wished_at fetch first ? rows only",
        List.of(most),
        row -> new Wish(row.getObject(1, UUID.class), HookTopic.valueOf(row.getString(2))));
  }

  /** Takes a wish back, in the transaction that inserts its job. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void granted(Wish wish) {
    database.execute(
        "delete from hook_wish where repository_id = ? and kind = ?",
        wish.repositoryId(),
        wish.topic());
  }

  /** Forgets deliveries from before a time. */
  public void forgetBefore(Instant time) {
    database.execute("delete from hook_delivery where came_at < ?", time.atOffset(ZoneOffset.UTC));
  }

  /** Forgets secrets whose owner is gone. */
  public void forgetOrphans() {
    database.execute(
        "delete from hook_secret where not exists"
            + " (select 1 from repository r where r.id = hook_secret.owner_id)"
            + " and not exists"
            + " (select 1 from forge_account a where a.id = hook_secret.owner_id)");
  }
}
