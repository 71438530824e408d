package org.sluice.delivery.gate;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.failure.DomainException;
import org.sluice.identity.Name;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.DatabaseFailed;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** Every statement about subscribers, each in a transaction of its own unless there is one. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class SubscriberStore {

  /** Keys that the list can be sorted by, and the column behind each. */
  public static final Map<String, String> SORT_KEYS =
      Map.of("name", "s.name_key", "createdAt", "s.created_at");

  /** Filters that the list knows; the namespace is resolved before it comes here. */
  public static final Set<String> FILTERS = Set.of("namespace", "status");

  private static final int MAX_REASON = 300;

  private static final String SELECT =
      "select s.id, s.namespace_id, s.name, s.endpoint_url, s.contact, s.secret, s.former_secret,"
          + " s.former_until, s.status, s.status_reason, s.rate_limit, s.breaker_failures,"
          + " s.breaker_open_until, s.breaker_reason, s.resting_until, s.created_at, s.updated_at,"
          + " s.version from subscriber s";

  @Inject private Database database;

  /** For the container. */
  public SubscriberStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public SubscriberStore(Database database) {
    this.database = database;
  }

  /** What a change of a breaker meant. */
  public enum Turn {
    /** It opened. */
    OPENED,
    /** It closed. */
    CLOSED,
    /** It stays as it was, or the subscriber is gone. */
    NONE
  }

  private static Subscriber read(ResultSet row) throws SQLException {
    return new Subscriber(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        instant(row, 8),
        SubscriberStatus.valueOf(row.getString(9)),
        row.getString(10),
        row.getObject(11, Integer.class),
        new Breaker(row.getInt(12), instant(row, 13), row.getString(14)),
        instant(row, 15),
        instant(row, 16),
        instant(row, 17),
        row.getLong(18));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime stored = row.getObject(column, OffsetDateTime.class);
    return stored == null ? null : stored.toInstant();
  }

  /** The subscriber of that id. */
  public Optional<Subscriber> find(UUID id) {
    return read(" where s.id = ?", id);
  }

  /** The same, locked until the transaction ends. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<Subscriber> lock(UUID id) {
    return read(" where s.id = ? for update", id);
  }

  /**
   * Where the subscriber of a subscription is, locked until the transaction ends.
   *
   * @return empty if he is gone, or only pulls
   */
  public Optional<String> lockEndpoint(UUID subscriptionId) {
    return database
        .query(
            "select u.endpoint_url from subscriber u where u.id ="
                + " (select s.subscriber_id from subscription s where s.id = ?) for update",
            List.of(subscriptionId),
            row -> Optional.ofNullable(row.getString(1)))
        .stream()
        .findFirst()
        .flatMap(endpoint -> endpoint);
  }

  private Optional<Subscriber> read(String where, UUID id) {
    return database.query(SELECT + where, List.of(id), SubscriberStore::read).stream().findFirst();
  }

  /** The subscriber of that name, in any case. */
  public Optional<Subscriber> find(UUID namespaceId, String name) {
    return database
        .query(
            SELECT + " where s.namespace_id = ? and s.name_key = ?",
            List.of(namespaceId, Name.key(name)),
            SubscriberStore::read)
        .stream()
        .findFirst();
  }

  /** Those of the ids that are subscribers, by id, in one query. */
  public Map<UUID, Subscriber> find(Collection<UUID> ids) {
    Map<UUID, Subscriber> found = new HashMap<>();
    if (!ids.isEmpty()) {
      database
          .query(
              SELECT + " where s.id in " + Statements.marks(ids.size()),
              List.copyOf(ids),
              SubscriberStore::read)
          .forEach(each -> found.put(each.id(), each));
    }
    return found;
  }

  /** Whether a namespace has any. */
  public boolean anyOf(UUID namespaceId) {
    return !database
        .query(
            "select s.id from subscriber s where s.namespace_id = ? fetch first 1 rows only",
            List.of(namespaceId),
            row -> row.getObject(1, UUID.class))
        .isEmpty();
  }

  /**
   * One page of the subscribers.
   *
   * @param namespaces of which; null for all
   */
  public List<Subscriber> page(Collection<UUID> namespaces, PageQuery query) {
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder(SELECT).append(where(namespaces, query, values));
    String comma = " order by ";
    for (PageQuery.Sort sort : query.sort()) {
      sql.append(comma).append(SORT_KEYS.get(sort.key())).append(sort.descending() ? " desc" : "");
      comma = ", ";
    }
    values.add(query.offset());
    values.add(query.size());
    return database.query(
        sql + ", s.id offset ? rows fetch next ? rows only", values, SubscriberStore::read);
  }

  /**
   * Number of the subscribers.
   *
   * @param namespaces of which; null for all
   */
  public long count(Collection<UUID> namespaces, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(namespaces, query, values);
    return database
        .query("select count(*) from subscriber s" + where, values, row -> row.getLong(1))
        .get(0);
  }

  private static String where(Collection<UUID> namespaces, PageQuery query, List<Object> values) {
    List<String> conditions = new ArrayList<>();
    if (namespaces != null && namespaces.isEmpty()) {
      conditions.add("1 = 0");
    } else if (namespaces != null) {
      conditions.add("s.namespace_id in " + Statements.marks(namespaces.size()));
      values.addAll(namespaces);
    }
    query
        .filter("status", SubscriberStatus.class)
        .ifPresent(
            status -> {
              conditions.add("s.status = ?");
              values.add(status);
            });
    if (query.text() != null) {
      conditions.add("position(cast(? as varchar(200)) in s.name_key) > 0");
      values.add(query.text().toLowerCase(Locale.ROOT));
    }
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /** Number of subscriptions by status, for each of the subscribers that has any. */
  public Map<UUID, Map<SubscriptionStatus, Long>> subscriptions(Collection<UUID> ids) {
    Map<UUID, Map<SubscriptionStatus, Long>> counts = new HashMap<>();
    if (ids.isEmpty()) {
      return counts;
    }
    return database.run(
        connection -> {
          Statements.read(
              connection,
              "select subscriber_id, status, count(*) from subscription where subscriber_id in "
                  + Statements.marks(ids.size())
                  + " group by subscriber_id, status",
              List.copyOf(ids),
              row ->
                  counts
                      .computeIfAbsent(
                          row.getObject(1, UUID.class),
                          id -> new EnumMap<>(SubscriptionStatus.class))
                      .put(SubscriptionStatus.valueOf(row.getString(2)), row.getLong(3)));
          return counts;
        });
  }

  /** What is deleted with a subscriber. */
  public Belongings belongings(UUID id) {
    return database
        .query(
            "select (select count(*) from subscription where subscriber_id = ?),"
                + " (select count(*) from delivered_file f join subscription s"
                + " on s.id = f.subscription_id where s.subscriber_id = ?)"
                + " + (select count(*) from delivery d join subscription s"
                + " on s.id = d.subscription_id where s.subscriber_id = ?)",
            List.of(id, id, id),
            row -> new Belongings(row.getLong(1), row.getLong(2)))
        .get(0);
  }

  /**
   * Stores a new subscriber.
   *
   * @throws DomainException CONFLICT if its namespace has one of that name
   */
  public void add(Subscriber subscriber) {
    try {
      database.execute(
          "insert into subscriber (id, namespace_id, name, name_key, endpoint_url, contact,"
              + " secret, status, rate_limit, breaker_failures, created_at, updated_at, version)"
              + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
          subscriber.id(),
          subscriber.namespaceId(),
          subscriber.name(),
          Name.key(subscriber.name()),
          subscriber.endpointUrl(),
          subscriber.contact(),
          subscriber.secret(),
          subscriber.status(),
          subscriber.rateLimit(),
          subscriber.createdAt(),
          subscriber.updatedAt(),
          subscriber.version());
    } catch (DatabaseFailed failed) {
      throw nameTaken(failed);
    }
  }

  /**
   * Changes what people enter; another endpoint has neither an open breaker nor a rest.
   *
   * @param seen the version that the editor saw
   * @return false if that is no longer the present one
   * @throws DomainException CONFLICT if its namespace has one of that name
   */
  public boolean change(Subscriber after, boolean elsewhere, long seen, Instant now) {
    try {
      return database.execute(
              "update subscriber set name = ?, name_key = ?, endpoint_url = ?, contact = ?,"
                  + " rate_limit = ?, updated_at = ?, version = version + 1"
                  + (elsewhere
                      ? ", breaker_failures = 0, breaker_open_until = null,"
                          + " breaker_reason = null, resting_until = null"
                      : "")
                  + " where id = ? and version = ?",
              after.name(),
              Name.key(after.name()),
              after.endpointUrl(),
              after.contact(),
              after.rateLimit(),
              now,
              after.id(),
              seen)
          == 1;
    } catch (DatabaseFailed failed) {
      throw nameTaken(failed);
    }
  }

  private static RuntimeException nameTaken(DatabaseFailed failed) {
    return failed.getCause() instanceof SQLException cause && Statements.isDuplicate(cause)
        ? DomainException.conflict("name-taken", "The namespace has a subscriber of that name.")
        : failed;
  }

  /** Deletes a subscriber with its subscriptions and their records; nothing if it is gone. */
  public void delete(UUID id) {
    database.execute("delete from subscriber where id = ?", id);
  }

  /**
   * Has another secret sign from now on.
   *
   * @param secret sealed
   * @param former what signed until now, sealed as such
   * @param formerUntil until when it signs too
   */
  public void rotate(UUID id, String secret, String former, Instant formerUntil, Instant now) {
    database.execute(
        "update subscriber set secret = ?, former_secret = ?, former_until = ?, updated_at = ?,"
            + " version = version + 1 where id = ?",
        secret,
        former,
        formerUntil,
        now,
        id);
  }

  /**
   * Moves a subscriber to a status.
   *
   * @param reason why it is not sent to; null if it is, or none is known
   * @return false if it has that status already, or is gone
   */
  public boolean status(UUID id, SubscriberStatus status, String reason, Instant now) {
    return database.execute(
            "update subscriber set status = ?, status_reason = ?, updated_at = ?,"
                + " version = version + 1 where id = ? and status <> ?",
            status,
            cut(reason),
            now,
            id,
            status)
        == 1;
  }

  /**
   * Writes how a breaker stands.
   *
   * @return what that meant, against what was stored
   */
  public Turn breaker(UUID id, Breaker breaker) {
    return database.run(
        connection -> {
          List<Boolean> open =
              Statements.read(
                  connection,
                  "select s.breaker_open_until from subscriber s where s.id = ? for update",
                  List.of(id),
                  row -> row.getObject(1, OffsetDateTime.class) != null);
          if (open.isEmpty()) {
            return Turn.NONE;
          }
          Statements.execute(
              connection,
              "update subscriber set breaker_failures = ?, breaker_open_until = ?,"
                  + " breaker_reason = ? where id = ?",
              breaker.failures(),
              breaker.openUntil(),
              cut(breaker.reason()),
              id);
          boolean opens = breaker.openUntil() != null;
          if (open.get(0) == opens) {
            return Turn.NONE;
          }
          return opens ? Turn.OPENED : Turn.CLOSED;
        });
  }

  /**
   * Writes until when a subscriber asked to be left alone.
   *
   * @param until null if it may be sent to
   */
  public void resting(UUID id, Instant until) {
    database.execute("update subscriber set resting_until = ? where id = ?", until, id);
  }

  private static String cut(String reason) {
    return reason == null || reason.length() <= MAX_REASON
        ? reason
        : reason.substring(0, MAX_REASON);
  }
}
