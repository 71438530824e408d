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
import org.sluice.rest.Page;
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
  public Page<Delivery> page(UUID subscription, FilePath path, PageQuery query) {
    List<Object> values = new ArrayList<>();
    String where = where(subscription, path, query, values);
    boolean descending = query.sort().get(0).descending();
    List<Object> part = new ArrayList<>(values);
    part.add(query.offset());
    part.add(query.size() + 1);
    // H2 sees that an index is in this order only if its first column is named, the same way, and
    // takes it rather than the foreign key's only if the second one has a bound.
    List<Delivery> oneMore =
        database.query(
            "select "
                + Delivery.COLUMNS
                + " from delivery d"
                + where
                + " order by d.subscription_id"
                + (descending ? " desc, d.sequence desc" : ", d.sequence")
                + " offset ? rows fetch next ? rows only",
            part,
            Delivery::read);
    return Page.of(
        query,
        oneMore,
        () ->
            // The number is in the index; for the id each row would be read.
            Page.Total.upTo(
                database.count(Page.COUNTED, "select d.sequence from delivery d" + where, values)));
  }

  private static String where(
      UUID subscription, FilePath path, PageQuery query, List<Object> values) {
    StringBuilder where = new StringBuilder(" where d.subscription_id = ? and d.sequence > 0");
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
