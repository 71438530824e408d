package org.sluice.delivery.subscription;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Name;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Queries for subscriptions with the names of both their ends, as callers see them. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class SubscriptionLists {

  /** Keys that the list can be sorted by, and the column behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "repository", "r.full_name_lower",
          "subscriber", "u.name_key",
          "status", "s.status",
          "createdAt", "s.created_at",
          "lastDeliveredAt", "s.last_delivered_at");

  /** Filters that the list knows. */
  static final Set<String> FILTERS = Set.of("subscriber", "repository", "status", "namespace");

  private static final String FROM =
      " from subscription s join repository r on r.id = s.repository_id"
          + " join subscriber u on u.id = s.subscriber_id";

  private static final String COLUMNS =
      Subscription.COLUMNS + ", r.owner, r.name, r.namespace_id, u.name, u.namespace_id";

  private static final String SELECT = "select " + COLUMNS + FROM;

  /** Number of columns of a subscription, which come first. */
  private static final int OWN = Subscription.COLUMNS.split(",").length;

  @Inject private Database database;

  /** For the container. */
  public SubscriptionLists() {
    // The database is injected.
  }

  /** The queries on a database outside a container. */
  SubscriptionLists(Database database) {
    this.database = database;
  }

  private static KnownSubscription read(ResultSet row) throws SQLException {
    return new KnownSubscription(
        Subscription.read(row),
        row.getString(OWN + 1) + "/" + row.getString(OWN + 2),
        row.getObject(OWN + 3, UUID.class),
        row.getString(OWN + 4),
        row.getObject(OWN + 5, UUID.class));
  }

  /** The subscription of that id, whoever asks. */
  public Optional<KnownSubscription> find(UUID id) {
    return database.query(SELECT + " where s.id = ?", List.of(id), SubscriptionLists::read).stream()
        .findFirst();
  }

  /** The subscription of a subscriber to a repository, whoever asks. */
  public Optional<UUID> find(UUID subscriber, UUID repository) {
    return database
        .query(
            "select s.id from subscription s where s.subscriber_id = ? and s.repository_id = ?",
            List.of(subscriber, repository),
            row -> row.getObject(1, UUID.class))
        .stream()
        .findFirst();
  }

  /** Number of subscribers that receive a repository. */
  public long ofRepository(UUID repository) {
    return database
        .query(
            "select count(*) from subscription s where s.repository_id = ?",
            List.of(repository),
            row -> row.getLong(1))
        .get(0);
  }

  /** Those of the ids that are subscriptions, whoever asks, in one query. */
  public List<KnownSubscription> find(Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : database.query(
            SELECT + " where s.id in " + Statements.marks(ids.size()),
            List.copyOf(ids),
            SubscriptionLists::read);
  }

  /** Number of subscriptions that a caller sees, for each of the repositories that has any. */
  public Map<UUID, Long> ofRepositories(Caller caller, Collection<UUID> repositories) {
    Map<UUID, Long> counts = new HashMap<>();
    if (repositories.isEmpty()) {
      return counts;
    }
    List<Object> values = new ArrayList<>(repositories);
    StringBuilder sql =
        new StringBuilder("select s.repository_id, count(*)")
            .append(FROM)
            .append(" where s.repository_id in ")
            .append(Statements.marks(repositories.size()));
    if (!caller.seesEverything()) {
      sql.append(" and ").append(seen(caller, values));
    }
    database
        .query(
            sql + " group by s.repository_id",
            values,
            row -> Map.entry(row.getObject(1, UUID.class), row.getLong(2)))
        .forEach(each -> counts.put(each.getKey(), each.getValue()));
    return counts;
  }

  /**
   * How many repositories a subscriber receives, and how many files they have.
   *
   * @param namespaces only repositories in these; null for all
   */
  public ResyncExtent extent(UUID subscriber, Collection<UUID> namespaces) {
    List<Object> values = new ArrayList<>(List.of(subscriber));
    String where = " where s.subscriber_id = ?";
    if (namespaces != null) {
      where += " and " + in("r.namespace_id", namespaces, values);
    }
    String from = namespaces == null ? " from subscription s" : FROM;
    return database
        .query(
            "select count(*), coalesce(sum(s.files_total), 0)" + from + where,
            values,
            row -> new ResyncExtent(row.getLong(1), row.getLong(2)))
        .get(0);
  }

  /** Whether a subscriber receives a repository of one of some namespaces. */
  public boolean anyOf(UUID subscriber, Collection<UUID> namespaces) {
    List<Object> values = new ArrayList<>(List.of(subscriber));
    String of = in("r.namespace_id", namespaces, values);
    return !database
        .query(
            "select 1" + FROM + " where s.subscriber_id = ? and " + of + " fetch first 1 rows only",
            values,
            row -> 1)
        .isEmpty();
  }

  /** One page of the subscriptions that a caller sees. */
  public Page<KnownSubscription> page(Caller caller, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(caller, query, values);
    if (!isOfOneSubscriberByName(query)) {
      return Page.of(query, sorted(where, values, query), () -> count(where, values));
    }
    Page.Total total = count(where, values);
    return Page.of(
        query,
        total.isExact() ? sorted(where, values, query) : walked(where, values, query),
        () -> total);
  }

  private List<KnownSubscription> sorted(String where, List<Object> values, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "")
          .append(sort.key().equals("lastDeliveredAt") ? " nulls last" : "")
          .append(", ");
    }
    return database.query(
        SELECT + where + " order by " + order + "s.id offset ? rows fetch next ? rows only",
        part(values, query),
        SubscriptionLists::read);
  }

  private static boolean isOfOneSubscriberByName(PageQuery query) {
    return query.filter("subscriber").isPresent()
        && !query.sort().isEmpty()
        && query.sort().get(0).key().equals("repository");
  }

  /**
   * Of a subscriber with many, the repositories are walked over in the order of their names until
   * the page is full, rather than all that he receives sorted.
   */
  private List<KnownSubscription> walked(String where, List<Object> values, PageQuery query) {
    String order = query.sort().get(0).descending() ? " desc" : "";
    String names = where.contains("u.") ? " join subscriber u on u.id = s.subscriber_id" : "";
    List<Object> all = part(values, query);
    all.add(id("subscriber", query.filter("subscriber").orElseThrow()));
    return database.query(
        "select "
            + COLUMNS
            + " from (select r.id, r.full_name_lower from repository r where exists"
            + " (select 1 from subscription s"
            + names
            + where
            + " and s.repository_id = r.id) order by r.full_name_lower"
            + order
            + " offset ? rows fetch next ? rows only) found"
            + " join subscription s on s.repository_id = found.id and s.subscriber_id = ?"
            + " join repository r on r.id = s.repository_id"
            + " join subscriber u on u.id = s.subscriber_id order by found.full_name_lower"
            + order,
        all,
        SubscriptionLists::read);
  }

  private static List<Object> part(List<Object> values, PageQuery query) {
    List<Object> all = new ArrayList<>(values);
    all.add(query.offset());
    all.add(query.size() + 1);
    return all;
  }

  private Page.Total count(String where, List<Object> values) {
    // Without a condition on them, the two ends need not be looked at.
    String from = where.contains("r.") || where.contains("u.") ? FROM : " from subscription s";
    return Page.Total.upTo(database.count(Page.COUNTED, "select s.id" + from + where, values));
  }

  private static String where(Caller caller, PageQuery query, List<Object> values) {
    List<String> conditions = new ArrayList<>();
    if (!caller.seesEverything()) {
      conditions.add(seen(caller, values));
    }
    query
        .filter("subscriber")
        .ifPresent(
            subscriber -> {
              conditions.add("s.subscriber_id = ?");
              values.add(id("subscriber", subscriber));
            });
    query
        .filter("repository")
        .ifPresent(
            repository -> {
              conditions.add("r.full_name_lower = ?");
              values.add(Name.key(repository));
            });
    query
        .filter("namespace")
        .ifPresent(
            namespace -> {
              conditions.add(
                  "r.namespace_id = (select n.id from namespaces n where n.name_key = ?)");
              values.add(Name.key(namespace));
            });
    query
        .filter("status", SubscriptionStatus.class)
        .ifPresent(
            status -> {
              conditions.add("s.status = ?");
              values.add(status);
            });
    if (query.text() != null) {
      String text = query.text().toLowerCase(Locale.ROOT);
      conditions.add(
          "(position(cast(? as varchar(200)) in r.full_name_lower) > 0"
              + " or position(cast(? as varchar(200)) in u.name_key) > 0)");
      values.add(text);
      values.add(text);
    }
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  private static String seen(Caller caller, List<Object> values) {
    return "("
        + in("r.namespace_id", caller.namespacesSeen(), values)
        + " or "
        + in("u.namespace_id", caller.namespacesSeen(), values)
        + ")";
  }

  private static String in(String column, Collection<UUID> ids, List<Object> values) {
    if (ids.isEmpty()) {
      return "1 = 0";
    }
    values.addAll(ids);
    return column + " in " + Statements.marks(ids.size());
  }

  private static UUID id(String field, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notOne) {
      throw DomainException.invalid(field, "must be an id");
    }
  }
}
