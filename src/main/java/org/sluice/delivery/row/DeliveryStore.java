package org.sluice.delivery.row;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/**
 * Statements about messages, in the caller's transaction.
 *
 * <p>A message is open while it is PENDING or QUARANTINED; of a path there is one such at most.
 */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class DeliveryStore {

  private static final byte[] NO_PATH = {};
  private static final DeliveryAttempt NEVER = new DeliveryAttempt(0, null, null, 0, null, null);

  private static final String SELECT = "select " + Delivery.COLUMNS + " from delivery d ";

  // Where the subscription is given, the range has H2 read that part of the index alone; of a list
  // it reads all that the subscription was ever sent.
  private static final String OPEN =
      "status in ('PENDING', 'QUARANTINED') and status between 'PENDING' and 'QUARANTINED'";

  @Inject private Database database;

  /** For the container. */
  public DeliveryStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public DeliveryStore(Database database) {
    this.database = database;
  }

  /**
   * What is open of a subscription.
   *
   * @param pending messages that wait for an attempt
   * @param refused messages that nothing tries again by itself
   * @param nextAttemptAt when the first of those that wait is due; null if none waits
   * @param mostAttempts that one of those that wait has had
   */
  public record Tally(int pending, int refused, Instant nextAttemptAt, int mostAttempts) {}

  /** The message of that id; empty if there is none, or it was forgotten. */
  public Optional<Delivery> find(UUID id) {
    return database.query(SELECT + "where d.id = ?", List.of(id), Delivery::read).stream()
        .findFirst();
  }

  /** Attempts of a message that another one followed, in order. */
  public List<DeliveryAttempt> earlierAttempts(UUID id) {
    return database.query(
        "select attempt, attempted_at, http_status, latency_ms, failure_kind, answer"
            + " from delivery_attempt where delivery_id = ? order by attempt",
        List.of(id),
        row ->
            new DeliveryAttempt(
                row.getInt(1),
                Columns.instant(row, 2),
                Columns.number(row, 3),
                row.getInt(4),
                row.getString(5),
                row.getString(6)));
  }

  /** The announcement of a generation's snapshot, if it waits for a later attempt. */
  public Optional<Delivery> announcementLater(UUID subscriptionId, int generation, Instant now) {
    return database
        .query(
            SELECT
                + "where d.subscription_id = ? and d.status = 'PENDING' and d.event = ?"
                + " and d.generation = ? and d.next_attempt_at > ? fetch first 1 rows only",
            List.of(subscriptionId, DeliveryEvent.SNAPSHOT_STARTED.type(), generation, now),
            Delivery::read)
        .stream()
        .findFirst();
  }

  /** Stores messages as they are; none of them is stored yet. */
  public void add(List<Delivery> messages) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "insert into delivery (id, subscription_id, sequence, generation, event, path_key,"
                  + " open_key, commit_id, blob_id, mode, size_bytes, sha256, previous_sha256,"
                  + " file_count, status, attempts, refusals, chunks_taken, next_attempt_at,"
                  + " attempted_at, http_status, latency_ms, failure_kind, answer, created_at,"
                  + " ended_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                  + " ?, ?, ?, ?, ?, ?)",
              messages,
              DeliveryStore::values);
          return null;
        });
  }

  private static Object[] values(Delivery each) {
    DeliveryAttempt last = last(each);
    return new Object[] {
      each.id(),
      each.subscriptionId(),
      each.sequence(),
      each.generation(),
      each.event().type(),
      bytes(each.path()),
      each.isOpen() ? bytes(each.path()) : null,
      each.commitId(),
      each.subject().blobId(),
      each.subject().mode(),
      each.subject().size(),
      each.subject().sha256(),
      each.subject().previousSha256(),
      each.subject().fileCount(),
      each.status(),
      each.attempts(),
      each.refusals(),
      each.progress().chunksTaken(),
      each.progress().nextAttemptAt(),
      last.at(),
      last.httpStatus(),
      last.latencyMs(),
      last.failureKind(),
      last.answer(),
      each.createdAt(),
      each.progress().endedAt()
    };
  }

  private static DeliveryAttempt last(Delivery message) {
    return message.last() == null ? NEVER : message.last();
  }

  private static byte[] bytes(FilePath path) {
    return path == null ? null : path.bytes();
  }

  /**
   * Messages that were never tried, in order; and the announcement of a snapshot once it may be
   * tried, as all else comes after it.
   *
   * @param after sequence of the last one of the page before; 0 for the first page
   */
  public List<Delivery> untried(UUID subscriptionId, Instant now, long after, int most) {
    return database.query(
        SELECT
            + "where d.subscription_id = ? and d.status = 'PENDING' and d.sequence > ?"
            + " and (d.attempts = 0 or d.event = ?)"
            + " and (d.next_attempt_at is null or d.next_attempt_at <= ?)"
            + " order by d.sequence fetch first ? rows only",
        List.of(subscriptionId, after, DeliveryEvent.SNAPSHOT_STARTED.type(), now, most),
        Delivery::read);
  }

  /**
   * Messages that were tried and may be tried again by a time, the least tried first.
   *
   * @param attempts of the last one of the page before; 0 for the first page
   * @param after its sequence; 0 for the first page
   */
  public List<Delivery> again(
      UUID subscriptionId, Instant now, int attempts, long after, int most) {
    return database.query(
        SELECT
            + "where d.subscription_id = ? and d.status = 'PENDING' and d.attempts > 0"
            + " and (d.next_attempt_at is null or d.next_attempt_at <= ?)"
            + " and (d.attempts > ? or d.attempts = ? and d.sequence > ?)"
            + " order by d.attempts, d.sequence fetch first ? rows only",
        List.of(subscriptionId, now, attempts, attempts, after, most),
        Delivery::read);
  }

  /**
   * Messages that wait since their last attempt ended in one way, in order.
   *
   * @param kind of that attempt's failure
   * @param after number of the last one of the page before
   * @param upTo the last number
   */
  public List<Delivery> waitingSince(
      UUID subscriptionId, String kind, long after, long upTo, int most) {
    return database.query(
        SELECT
            + "where d.subscription_id = ? and d.status = 'PENDING' and d.sequence > ?"
            + " and d.sequence <= ? and d.failure_kind = ?"
            + " order by d.sequence fetch first ? rows only",
        List.of(subscriptionId, after, upTo, kind, most),
        Delivery::read);
  }

  /**
   * Messages that wait for their first attempt, or whose last one ended otherwise, in order.
   *
   * @param kind of the failure of those that are left out
   * @param after number of the last one of the page before
   */
  public List<Delivery> waitingOtherwise(UUID subscriptionId, String kind, long after, int most) {
    return database.query(
        SELECT
            + "where d.subscription_id = ? and d.status = 'PENDING' and d.sequence > ?"
            + " and (d.failure_kind is null or d.failure_kind <> ?)"
            + " order by d.sequence fetch first ? rows only",
        List.of(subscriptionId, after, kind, most),
        Delivery::read);
  }

  /**
   * Open messages about files, by path.
   *
   * @param after the last path of the page before; null for the first page
   */
  public List<Delivery> openAfter(UUID subscriptionId, FilePath after, int most) {
    return database.query(
        // The first page too begins with a path: before the least lie all that are not open.
        SELECT
            + "where d.subscription_id = ? and d.open_key > ?"
            + " order by d.open_key fetch first ? rows only",
        List.of(subscriptionId, after == null ? NO_PATH : after.bytes(), most),
        Delivery::read);
  }

  /** What is open of a subscription. */
  public Tally tally(UUID subscriptionId, Instant now) {
    return database
        .query(
            "select sum(case when d.status = 'PENDING' then 1 else 0 end),"
                + " sum(case when d.status = 'QUARANTINED' then 1 else 0 end),"
                + " min(case when d.status = 'PENDING' then coalesce(d.next_attempt_at, ?) end),"
                + " max(case when d.status = 'PENDING' then d.attempts else 0 end)"
                + " from delivery d where d.subscription_id = ? and "
                + OPEN,
            List.of(now, subscriptionId),
            row -> new Tally(row.getInt(1), row.getInt(2), Columns.instant(row, 3), row.getInt(4)))
        .get(0);
  }

  /** Some of the messages that nothing tries again by itself, in order. */
  public List<Delivery> refused(UUID subscriptionId, int most) {
    return database.query(
        SELECT
            + "where d.subscription_id = ? and d.status = 'QUARANTINED' order by d.sequence"
            + " fetch first ? rows only",
        List.of(subscriptionId, most),
        Delivery::read);
  }

  /** Ends open messages whose place was taken by something newer. */
  public void cancel(Collection<UUID> ids, Instant now) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "update delivery set status = 'CANCELLED', open_key = null, next_attempt_at = null,"
                  + " ended_at = ? where id = ? and status in ('PENDING', 'QUARANTINED')",
              List.copyOf(ids),
              id -> new Object[] {now, id});
          return null;
        });
  }

  /**
   * Ends announcements that did not arrive and are not true any more: of generations before one, of
   * a snapshot that was complete at another commit, of a failure that is over.
   *
   * @param failing whether the repository's sync still fails
   */
  public void cancelAnnouncements(
      UUID subscriptionId, int generation, String commit, boolean failing, Instant now) {
    database.execute(
        "update delivery set status = 'CANCELLED', next_attempt_at = null, ended_at = ?"
            + " where subscription_id = ? and "
            + OPEN
            + " and (event in (?, ?) and generation < ? or event = ? and commit_id <> ?"
            + " or event = ? and ? = ?)",
        now,
        subscriptionId,
        DeliveryEvent.SNAPSHOT_STARTED.type(),
        DeliveryEvent.SNAPSHOT_COMPLETED.type(),
        generation,
        DeliveryEvent.SNAPSHOT_COMPLETED.type(),
        commit,
        DeliveryEvent.REPOSITORY_SYNC_FAILED.type(),
        failing,
        false);
  }

  /** Ends the announcement that a snapshot is complete, if it did not arrive. */
  public void cancelCompletion(UUID subscriptionId, Instant now) {
    database.execute(
        "update delivery set status = 'CANCELLED', next_attempt_at = null, ended_at = ?"
            + " where subscription_id = ? and "
            + OPEN
            + " and event = ?",
        now,
        subscriptionId,
        DeliveryEvent.SNAPSHOT_COMPLETED.type());
  }

  /** Has everything that is open tried again now, as if for the first time. */
  public int retry(UUID subscriptionId) {
    return database.execute(
        "update delivery set status = 'PENDING', next_attempt_at = null, refusals = 0,"
            + " chunks_taken = 0, ended_at = null where subscription_id = ? and "
            + OPEN,
        subscriptionId);
  }

  /**
   * Has those messages of a subscriber tried again now that it could not take, with what had
   * arrived of them: there was no answer, or one that said nothing about the message. What it
   * refused waits as long as before, and so does what waits to be pulled or could not be read.
   *
   * @return how many
   */
  public int hurry(UUID subscriberId, Instant now) {
    return each(
        subscriberId,
        "update delivery set next_attempt_at = null where subscription_id = ?"
            + " and status = 'PENDING' and next_attempt_at > ?"
            + " and (http_status is null and failure_kind in (?, ?, ?)"
            + " or http_status = 429 or http_status >= 500 or http_status < 400)",
        now,
        FailureKind.UPSTREAM_FAILED,
        FailureKind.UPSTREAM_TIMEOUT,
        FailureKind.REFUSED_UPSTREAM);
  }

  /** Forgets which chunks of open messages a subscriber has taken, since he is elsewhere now. */
  public void forgetChunks(UUID subscriberId) {
    each(
        subscriberId,
        "update delivery set chunks_taken = 0 where subscription_id = ? and chunks_taken > 0 and "
            + OPEN);
  }

  /**
   * Runs a change for each subscription of a subscriber: H2 would look for all of them at once
   * among all messages that there are.
   *
   * @param change whose first value is the subscription
   * @return number of messages that it met
   */
  private int each(UUID subscriberId, String change, Object... values) {
    List<UUID> subscriptions =
        database.query(
            "select id from subscription where subscriber_id = ?",
            List.of(subscriberId),
            row -> Columns.id(row, 1));
    return database.run(
        connection -> {
          int[] met =
              Statements.batch(
                  connection,
                  change,
                  subscriptions,
                  id -> Stream.concat(Stream.of(id), Stream.of(values)).toArray());
          return IntStream.of(met).sum();
        });
  }

  /**
   * Has one open message tried again now, as if for the first time, and an announcement that must
   * come before it.
   *
   * @return whether it is open
   */
  public boolean retryOne(UUID id) {
    return database.run(
        connection -> {
          int met =
              Statements.execute(
                  connection,
                  "update delivery set status = 'PENDING', next_attempt_at = null, refusals = 0,"
                      + " chunks_taken = 0, ended_at = null where id = ?"
                      + " and status in ('PENDING', 'QUARANTINED')",
                  id);
          Statements.execute(
              connection,
              "update delivery set next_attempt_at = null where subscription_id ="
                  + " (select d.subscription_id from delivery d where d.id = ?)"
                  + " and status = 'PENDING' and event = ?",
              id,
              DeliveryEvent.SNAPSHOT_STARTED.type());
          return met == 1;
        });
  }

  /**
   * Records messages that are stored as attempts left them.
   *
   * @param earlier attempts that the ones in the rows now followed, with their messages
   */
  public void record(List<Delivery> after, List<Earlier> earlier) {
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "insert into delivery_attempt (delivery_id, attempt, attempted_at, http_status,"
                  + " latency_ms, failure_kind, answer) values (?, ?, ?, ?, ?, ?, ?)",
              earlier,
              each ->
                  new Object[] {
                    each.deliveryId(),
                    each.attempt().number(),
                    each.attempt().at(),
                    each.attempt().httpStatus(),
                    each.attempt().latencyMs(),
                    each.attempt().failureKind(),
                    each.attempt().answer()
                  });
          Statements.batch(
              connection,
              "update delivery set sequence = ?, status = ?, open_key = ?, size_bytes = ?,"
                  + " sha256 = ?, attempts = ?, refusals = ?, chunks_taken = ?, next_attempt_at = ?,"
                  + " attempted_at = ?, http_status = ?, latency_ms = ?, failure_kind = ?,"
                  + " answer = ?, ended_at = ? where id = ?"
                  + " and status in ('PENDING', 'QUARANTINED')",
              after,
              each ->
                  new Object[] {
                    each.sequence(),
                    each.status(),
                    each.isOpen() ? bytes(each.path()) : null,
                    each.subject().size(),
                    each.subject().sha256(),
                    each.attempts(),
                    each.refusals(),
                    each.progress().chunksTaken(),
                    each.progress().nextAttemptAt(),
                    last(each).at(),
                    last(each).httpStatus(),
                    last(each).latencyMs(),
                    last(each).failureKind(),
                    last(each).answer(),
                    each.progress().endedAt(),
                    each.id()
                  });
          return null;
        });
  }

  /**
   * An attempt that another one followed.
   *
   * @param deliveryId its message
   * @param attempt what became of it
   */
  public record Earlier(UUID deliveryId, DeliveryAttempt attempt) {}

  /**
   * Forgets attempts that were made before a time at messages that another one followed.
   *
   * @return how many
   */
  public int forgetAttempts(Instant before) {
    // Of messages that old only those that are open are left: the id leads to few rows.
    return database.execute(
        "delete from delivery_attempt where delivery_id < ? and attempted_at < ?",
        Ids.firstOf(before),
        before);
  }

  /**
   * Forgets messages that were planned before a time and are not open; their ids begin with it.
   *
   * @return how many of them, at most as many as asked for
   */
  public int forget(Instant before, int most) {
    return database.execute(
        "delete from delivery where id in (select d.id from delivery d where d.id < ?"
            + " and d.status not in ('PENDING', 'QUARANTINED')"
            + " order by d.id fetch first "
            + most
            + " rows only)",
        Ids.firstOf(before));
  }
}
