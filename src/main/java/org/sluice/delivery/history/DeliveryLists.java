package org.sluice.delivery.history;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.FilePath;
import org.sluice.failure.DomainException;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.rest.PageQuery;

/** Queries for the messages of one subscription. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class DeliveryLists {

  /** Keys that the list can be sorted by, and the column behind each. */
  static final Map<String, String> SORT_KEYS = Map.of("sequence", "d.sequence");

  /** Filters that the list knows; a path is no filter, since it may be any text. */
  static final Set<String> FILTERS = Set.of("status", "event");

  @Inject private Database database;

  /** For the container. */
  public DeliveryLists() {
    // The database is injected.
  }

  /** The queries on a database outside a container. */
  DeliveryLists(Database database) {
    this.database = database;
  }

  /**
   * One page of a subscription's messages.
   *
   * @param path of the file that they are about; null for any
   */
  public List<Delivery> page(UUID subscription, FilePath path, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(subscription, path, query, values);
    boolean descending = query.sort().get(0).descending();
    values.add(query.offset());
    values.add(query.size());
    return database.query(
        "select "
            + Delivery.COLUMNS
            + " from delivery d"
            + where
            + " order by d.sequence"
            + (descending ? " desc" : "")
            + " offset ? rows fetch next ? rows only",
        values,
        Delivery::read);
  }

  /**
   * Number of a subscription's messages.
   *
   * @param path of the file that they are about; null for any
   */
  public long count(UUID subscription, FilePath path, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(subscription, path, query, values);
    return database
        .query("select count(*) from delivery d" + where, values, row -> row.getLong(1))
        .get(0);
  }

  private static String where(
      UUID subscription, FilePath path, PageQuery query, List<Object> values) {
    StringBuilder where = new StringBuilder(" where d.subscription_id = ?");
    values.add(subscription);
    query
        .filter("status", DeliveryStatus.class)
        .ifPresent(
            status -> {
              where.append(" and d.status = ?");
              values.add(status);
            });
    query
        .filter("event")
        .ifPresent(
            event -> {
              where.append(" and d.event = ?");
              values.add(event(event).type());
            });
    if (path != null) {
      where.append(" and d.path_key = ?");
      values.add(path.bytes());
    }
    return where.toString();
  }

  private static DeliveryEvent event(String type) {
    return Arrays.stream(DeliveryEvent.values())
        .filter(each -> each.type().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                DomainException.invalid(
                    "event",
                    "must be one of "
                        + String.join(
                            ", ",
                            Arrays.stream(DeliveryEvent.values())
                                .map(DeliveryEvent::type)
                                .toList())));
  }
}
