package org.sluice.notification.channel;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.egress.webhook.Attempt;
import org.sluice.notification.StoredNotice;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.Delivery;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Every statement about messages: what is to be sent, what is being sent, what became of it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MessageStore {

  /** Times after which a message that was not taken is tried again. */
  static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  /** Longest wait that a receiver may ask for. */
  static final Duration LONGEST_WAIT = Duration.ofHours(24);

  /** After this time an attempt of which nothing was recorded is taken for lost. */
  static final Duration LEASE = Duration.ofMinutes(1);

  @Inject private Database database;

  /** For the container. */
  public MessageStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public MessageStore(Database database) {
    this.database = database;
  }

  /** Adds a message for each channel that wants one, in the transaction of the connection. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void enqueue(Connection connection, List<StoredNotice> told) throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    List<Channel> channels =
        Statements.read(
            connection,
            "select " + Channel.COLUMNS + " from notification_channel c where c.enabled = ?",
            List.of(true),
            Channel::read);
    Instant now = Instant.now();
    List<Object[]> rows = new ArrayList<>();
    for (StoredNotice notice : told) {
      for (Channel channel : channels) {
        if (channel.wants(notice)) {
          UUID id = Ids.next();
          rows.add(
              new Object[] {
                id, channel.id(), notice.id(), id, false, MessageStatus.PENDING, 0, now
              });
        }
      }
    }
    Statements.batch(
        connection,
        "insert into notification_message (id, channel_id, notice_id, delivery_id, bundled,"
            + " status, attempts, next_attempt_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
        row -> row);
  }

  /** Channels that have something to send by now. */
  public List<UUID> due(Instant now) {
    return database.query(
        "select distinct m.channel_id from notification_message m where m.next_attempt_at <= ?",
        List.of(now),
        row -> row.getObject(1, UUID.class));
  }

  /**
   * Begins the next attempt of a channel, if anything is due and its pace allows it. Until {@link
   * #record} or the end of the lease nobody else begins the same.
   */
  public Optional<Delivery> take(UUID channelId, Instant now) {
    return database.run(
        connection -> {
          // The lock keeps two nodes from taking the same, and from counting past each other.
          Optional<Channel> channel = ChannelStore.lock(connection, channelId);
          if (channel.isEmpty()) {
            return Optional.empty();
          }
          if (!channel.get().enabled()) {
            drop(connection, channelId);
            return Optional.empty();
          }
          Optional<UUID> delivery = again(connection, channelId, now);
          if (delivery.isEmpty()) {
            delivery = fresh(connection, channelId, now);
          }
          if (delivery.isEmpty()) {
            return Optional.empty();
          }
          Statements.execute(
              connection,
              "update notification_message set attempts = attempts + 1, last_attempt_at = ?,"
                  + " next_attempt_at = ? where delivery_id = ? and status = ?",
              now,
              now.plus(LEASE),
              delivery.get(),
              MessageStatus.PENDING);
          return Optional.of(read(connection, channel.get(), delivery.get()));
        });
  }

  private static Optional<UUID> again(Connection connection, UUID channelId, Instant now)
      throws SQLException {
    return Statements.read(
            connection,
            "select m.delivery_id from notification_message m where m.channel_id = ?"
                + " and m.status = ? and m.attempts > 0 and m.next_attempt_at <= ?"
                + " order by m.next_attempt_at, m.id limit 1",
            List.of(channelId, MessageStatus.PENDING, now),
            row -> row.getObject(1, UUID.class))
        .stream()
        .findFirst();
  }

  private static Optional<UUID> fresh(Connection connection, UUID channelId, Instant now)
      throws SQLException {
    long waiting =
        count(
            connection,
            "select count(*) from notification_message m where m.channel_id = ? and m.status = ?"
                + " and m.attempts = 0",
            List.of(channelId, MessageStatus.PENDING));
    if (waiting == 0) {
      return Optional.empty();
    }
    Instant lately = now.minus(Pace.WINDOW);
    long singles =
        count(
            connection,
            "select count(distinct m.delivery_id) from notification_message m"
                + " where m.channel_id = ? and m.last_attempt_at > ? and m.bundled = ?",
            List.of(channelId, lately, false));
    List<OffsetDateTime> bundle =
        Statements.read(
            connection,
            "select m.last_attempt_at from notification_message m where m.channel_id = ?"
                + " and m.last_attempt_at > ? and m.bundled = ?"
                + " order by m.last_attempt_at desc limit 1",
            List.of(channelId, lately, true),
            row -> row.getObject(1, OffsetDateTime.class));
    Instant lastBundle = bundle.isEmpty() ? null : bundle.get(0).toInstant();
    return switch (Pace.next(waiting, singles, lastBundle, now)) {
      case WAIT -> Optional.empty();
      case SINGLE ->
          Statements.read(
                  connection,
                  "select m.delivery_id from notification_message m where m.channel_id = ?"
                      + " and m.status = ? and m.attempts = 0 order by m.id limit 1",
                  List.of(channelId, MessageStatus.PENDING),
                  row -> row.getObject(1, UUID.class))
              .stream()
              .findFirst();
      case BUNDLE -> {
        UUID together = Ids.next();
        Statements.execute(
            connection,
            "update notification_message set delivery_id = ?, bundled = ? where channel_id = ?"
                + " and status = ? and attempts = 0",
            together,
            true,
            channelId,
            MessageStatus.PENDING);
        yield Optional.of(together);
      }
    };
  }

  private static Delivery read(Connection connection, Channel channel, UUID delivery)
      throws SQLException {
    List<StoredNotice> notices =
        Statements.read(
            connection,
            "select "
                + StoredNotice.COLUMNS
                + " from notification_message m join notice n on n.id = m.notice_id"
                + " where m.delivery_id = ? order by n.happened_at, n.id limit ?",
            List.of(delivery, Delivery.MOST_TOLD),
            StoredNotice::read);
    Map<String, Long> byTopic = new HashMap<>();
    Statements.read(
        connection,
        "select n.topic, count(*) from notification_message m join notice n on n.id = m.notice_id"
            + " where m.delivery_id = ? group by n.topic",
        List.of(delivery),
        row -> byTopic.put(row.getString(1), row.getLong(2)));
    int attempt =
        Statements.read(
                connection,
                "select m.attempts from notification_message m where m.delivery_id = ? limit 1",
                List.of(delivery),
                row -> row.getInt(1))
            .get(0);
    long total = byTopic.values().stream().mapToLong(Long::longValue).sum();
    return new Delivery(delivery, attempt, channel, notices, total, byTopic);
  }

  /**
   * Records what became of an attempt.
   *
   * @return whether it was the last one and the message was not taken
   */
  public boolean record(Delivery delivery, Attempt attempt, Instant now) {
    return database.run(
        connection -> {
          // The channel's row first, as everybody does who changes its messages.
          ChannelStore.lock(connection, delivery.channel().id());
          MessageStatus status = MessageStatus.PENDING;
          Instant next = null;
          switch (attempt.verdict()) {
            case SENT -> status = MessageStatus.SENT;
            case FAILED, GONE -> status = MessageStatus.FAILED;
            case AGAIN -> {
              if (delivery.attempt() > DELAYS.size()) {
                status = MessageStatus.FAILED;
              } else {
                next = now.plus(wait(delivery.attempt(), attempt.retryAfter()));
              }
            }
          }
          Statements.execute(
              connection,
              "update notification_message set status = ?, next_attempt_at = ?"
                  + " where delivery_id = ? and status = ?",
              status,
              next,
              delivery.id(),
              MessageStatus.PENDING);
          ChannelStore.attempted(connection, delivery.channel().id(), attempt, now);
          return status == MessageStatus.FAILED;
        });
  }

  private static Duration wait(int attempt, Duration asked) {
    Duration ours = DELAYS.get(attempt - 1);
    if (asked == null || asked.compareTo(ours) < 0) {
      return ours;
    }
    return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
  }

  /** Gives up what a channel that was switched off has not sent. */
  static void drop(Connection connection, UUID channelId) throws SQLException {
    Statements.execute(
        connection,
        "update notification_message set status = ?, next_attempt_at = null"
            + " where channel_id = ? and status = ?",
        MessageStatus.DROPPED,
        channelId,
        MessageStatus.PENDING);
  }

  /** How many messages of each of the channels are still to be sent; those with none are absent. */
  public Map<UUID, Long> pending(Collection<UUID> channels) {
    Map<UUID, Long> counts = new HashMap<>();
    if (!channels.isEmpty()) {
      List<Object> values = new ArrayList<>(channels);
      values.add(MessageStatus.PENDING);
      database.query(
          "select m.channel_id, count(*) from notification_message m where m.channel_id in "
              + Statements.marks(channels.size())
              + " and m.status = ? group by m.channel_id",
          values,
          row -> counts.put(row.getObject(1, UUID.class), row.getLong(2)));
    }
    return counts;
  }

  /** How many messages are still to be sent. */
  public long countPending() {
    return database.run(
        connection ->
            count(
                connection,
                "select count(*) from notification_message m where m.next_attempt_at is not null",
                List.of()));
  }

  private static long count(Connection connection, String sql, List<?> values) throws SQLException {
    return Statements.read(connection, sql, values, row -> row.getLong(1)).get(0);
  }
}
