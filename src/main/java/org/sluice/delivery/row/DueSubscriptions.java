package org.sluice.delivery.row;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/**
 * Statements about which subscriptions have to be looked at, and what makes them so, in the
 * caller's transaction.
 */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class DueSubscriptions {

  /** What a run makes of its subscription when it begins, or leaves without writing its end. */
  private static final String UNDER_WAY =
      "next_run_at is null and status in ('PENDING_SNAPSHOT', 'SCANNING', 'DELIVERING')";

  @Inject private Database database;

  /** For the container. */
  public DueSubscriptions() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public DueSubscriptions(Database database) {
    this.database = database;
  }

  /**
   * A subscription that is due.
   *
   * @param id the subscription
   * @param subscriberId who receives
   */
  public record Due(UUID id, UUID subscriberId) {}

  /**
   * Those that have to be looked at by now, the longest due first, of active subscribers.
   *
   * @param except subscribers of which none is asked for, a few
   */
  public List<Due> due(Instant now, Collection<UUID> except, int most) {
    List<Object> values = new ArrayList<>(List.of(Instant.EPOCH, now));
    values.addAll(except);
    values.add(most);
    return database.query(
        // Not joined: H2 would go by the subscribers, and read all that each of them receives. It
        // has what is not due at all before the earliest time, and would begin with that.
        "select s.id, s.subscriber_id from subscription s"
            + " where s.next_run_at > ? and s.next_run_at <= ? and s.status not in ('PAUSED', 'DISABLED')"
            + (except.isEmpty()
                ? ""
                : " and s.subscriber_id not in " + Statements.marks(except.size()))
            + " and exists (select 1 from subscriber u where u.id = s.subscriber_id"
            + " and u.status = 'ACTIVE' and u.endpoint_url is not null)"
            + " order by s.next_run_at, s.id fetch first ? rows only",
        values,
        row -> new Due(Columns.id(row, 1), Columns.id(row, 2)));
  }

  /** Makes those due that receive a repository of which refs have moved. */
  public int hear(UUID repositoryId, Instant now) {
    return database.execute(
        SubscriptionStore.DUE
            + " where repository_id = ? and (next_run_at is null or next_run_at > ?)",
        now,
        repositoryId,
        now);
  }

  /**
   * Makes those due whose mirror is another than the one they saw, or fails as they were not told,
   * whatever event was missed.
   */
  public int hearAll(Instant now) {
    return database.execute(
        SubscriptionStore.DUE
            + " where next_run_at is null"
            + " and status not in ('DISABLED', 'SCANNING', 'DELIVERING') and exists"
            + " (select 1 from mirror m where m.repository_id = subscription.repository_id"
            + " and m.digest is not null and (subscription.seen_digest is null"
            + " or m.digest <> subscription.seen_digest"
            + " or subscription.branch is null"
            + " and coalesce(m.head, '') <> coalesce(subscription.seen_head, '')"
            + " or coalesce(subscription.told_failure, '') <>"
            + " case when m.consecutive_failures < ? then ''"
            + " else coalesce(m.failure_kind, '') end))",
        now,
        SubscriptionStore.FAILURES);
  }

  /** Makes those due that were being run when the server stopped; only before anything runs. */
  public int recover(Instant now) {
    return database.execute("update subscription set next_run_at = ? where " + UNDER_WAY, now);
  }

  /** Some of those that look as if they were being run; not of subscribers that only pull. */
  public List<UUID> underWay(int most) {
    return database.query(
        "select id from subscription where "
            + UNDER_WAY
            + " and exists (select 1 from subscriber u where u.id = subscriber_id"
            + " and u.endpoint_url is not null) fetch first ? rows only",
        List.of(most),
        row -> Columns.id(row, 1));
  }

  /**
   * Makes those of some due that look as if they were being run; the caller has their turns.
   *
   * @param ids at least one
   * @return how many
   */
  public int recover(Collection<UUID> ids, Instant now) {
    List<Object> values = new ArrayList<>();
    values.add(now);
    values.addAll(ids);
    return database.execute(
        "update subscription set next_run_at = ? where "
            + UNDER_WAY
            + " and id in "
            + Statements.marks(ids.size()),
        values.toArray());
  }

  /**
   * Makes all of a subscriber due that have something left: it is elsewhere now.
   *
   * @return how many
   */
  public int wakeAllOf(UUID subscriberId, Instant now) {
    return database.execute(
        "update subscription set next_run_at = ? where subscriber_id = ?"
            + " and (next_run_at is null or next_run_at > ?)"
            + " and status not in ('SYNCED', 'PAUSED', 'DISABLED')",
        now,
        subscriberId,
        now);
  }

  /**
   * Makes those of a subscriber due that wait for a later time although they have a message that
   * may be tried now: they were turned away, and the way is free. What waits for the next attempt
   * of a message goes on waiting, and so does what has nothing to send.
   *
   * @return how many
   */
  public int wakeOf(UUID subscriberId, Instant now) {
    return database.execute(
        "update subscription set next_run_at = ? where subscriber_id = ? and next_run_at > ?"
            + " and status not in ('PAUSED', 'DISABLED') and exists (select 1 from delivery d"
            + " where d.subscription_id = subscription.id and d.status = 'PENDING'"
            + " and (d.next_attempt_at is null or d.next_attempt_at <= ?))",
        now,
        subscriberId,
        now,
        now);
  }
}
