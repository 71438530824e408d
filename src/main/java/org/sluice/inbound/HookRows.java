package org.sluice.inbound;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.forge.hook.HookTopic;
import org.sluice.platform.database.Database;

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

  /** Whose a secret is; each goes with its owner. */
  public enum Owner {
    REPOSITORY("repository_id"),
    ACCOUNT("forge_account_id");

    private final String column;

    Owner(String column) {
      this.column = column;
    }
  }

  /** The secret of an owner, if there is one. */
  public Optional<StoredSecret> secret(Owner kind, UUID owner) {
    return stored(kind.column + " = ?", owner).stream().findFirst();
  }

  /** The secrets by which a webhook about a repository may be signed: its own, its account's. */
  public List<StoredSecret> secretsFor(UUID repository, Optional<UUID> account) {
    return account.isEmpty()
        ? stored("repository_id = ?", repository)
        : stored("repository_id = ? or forge_account_id = ?", repository, account.get());
  }

  private List<StoredSecret> stored(String where, Object... owners) {
    return database.query(
        "select id, sealed_secret, created_at from hook_secret where " + where,
        List.of(owners),
        row ->
            new StoredSecret(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getObject(3, java.time.OffsetDateTime.class).toInstant()));
  }

  /** Stores a secret in place of the one that its owner had. */
  public void put(Owner kind, UUID owner, UUID id, String sealed, Instant now) {
    remove(kind, owner);
    database.execute(
        "insert into hook_secret (id, "
            + kind.column
            + ", sealed_secret, created_at) values (?, ?, ?, ?)",
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
  public boolean remove(Owner kind, UUID owner) {
    return database.execute("delete from hook_secret where " + kind.column + " = ?", owner) > 0;
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
}
