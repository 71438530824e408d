package org.sluice.delivery.resync;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Reads subscriptions as items of jobs, page by page, in the caller's transaction. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class DeliveryItems {

  private static final int PAGE = 500;
  private static final UUID FIRST = new UUID(0, 0);

  @Inject private Database database;

  /** For the container. */
  public DeliveryItems() {
    // The database is injected.
  }

  /**
   * Which subscriptions a job is about.
   *
   * @param subscriptionId only this one; null for any
   * @param subscriberId only those of this subscriber; null for any
   * @param failedOnly only those that have something to be tried again; none of which the receiver
   *     has said that he wants nothing any more
   * @param namespaces only those of repositories in these; null for all
   */
  public record Choice(
      UUID subscriptionId, UUID subscriberId, boolean failedOnly, Collection<UUID> namespaces) {}

  /** The items of what was chosen, by id; read while they are taken. */
  public Stream<NewItem> of(Choice choice) {
    return Stream.iterate(
            after(choice, FIRST),
            page -> !page.isEmpty(),
            page ->
                page.size() < PAGE
                    ? List.<NewItem>of()
                    : after(choice, page.get(page.size() - 1).subjectId()))
        .flatMap(List::stream);
  }

  /**
   * The items of all who receive some repositories, read while they are taken.
   *
   * @param repositories portions of at most 1000 ids; an empty one is no end
   */
  public Stream<NewItem> of(Stream<List<UUID>> repositories) {
    return repositories
        .filter(each -> !each.isEmpty())
        .flatMap(
            each ->
                items(" where s.repository_id in " + Statements.marks(each.size()), each).stream());
  }

  private List<NewItem> after(Choice choice, UUID last) {
    if (choice.namespaces() != null && choice.namespaces().isEmpty()) {
      return List.of();
    }
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder(" where s.id > ?");
    values.add(last);
    if (choice.subscriptionId() != null) {
      sql.append(" and s.id = ?");
      values.add(choice.subscriptionId());
    }
    if (choice.subscriberId() != null) {
      sql.append(" and s.subscriber_id = ?");
      values.add(choice.subscriberId());
    }
    if (choice.failedOnly()) {
      sql.append(
          " and (s.status = 'FAILED'"
              + " or s.status = 'DELIVERING' and s.next_run_at is not null)");
    }
    if (choice.namespaces() != null) {
      sql.append(" and r.namespace_id in ").append(Statements.marks(choice.namespaces().size()));
      values.addAll(choice.namespaces());
    }
    sql.append(" order by s.id fetch first " + PAGE + " rows only");
    return items(sql.toString(), values);
  }

  private List<NewItem> items(String where, List<?> values) {
    return database.query(
        "select s.id, r.owner, r.name, u.name, r.namespace_id, u.id from subscription s"
            + " join repository r on r.id = s.repository_id"
            + " join subscriber u on u.id = s.subscriber_id"
            + where,
        values,
        row ->
            new NewItem(
                SubjectType.SUBSCRIPTION,
                row.getObject(1, UUID.class),
                row.getString(2) + "/" + row.getString(3) + " to " + row.getString(4),
                row.getObject(5, UUID.class),
                // So that one receiver does not take all places of a job.
                "subscriber:" + row.getObject(6, UUID.class),
                DeliveryWork.key(row.getObject(1, UUID.class))));
  }
}
