package org.sluice.registry.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.SearchText;
import org.sluice.platform.database.Statements;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** Every query about accounts at forges. */
@ApplicationScoped
class ForgeAccountStore {

  /** Keys that the list can be sorted by, and the attribute behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "label", "a.labelKey",
          "forge", "a.forge",
          "status", "a.status",
          "expiresAt", "a.expiresAt",
          "createdAt", "a.createdAt",
          "updatedAt", "a.updatedAt");

  /** Filters that the list knows. */
  static final Set<String> FILTERS = Set.of("forge", "status");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private Database database;

  Optional<ForgeAccount> byId(UUID id) {
    return Optional.ofNullable(em.find(ForgeAccount.class, id));
  }

  /** The row, locked until the transaction ends and read anew. */
  Optional<ForgeAccount> lock(UUID id) {
    return byId(id)
        .map(
            account -> {
              em.refresh(account, LockModeType.PESSIMISTIC_WRITE);
              return account;
            });
  }

  /** The account that is asked for repositories of a host that name none. */
  Optional<ForgeAccount> ofHost(ForgeKind forge, String cloneHost) {
    return em.createQuery(
            "select a from ForgeAccount a where a.defaultKey = :key", ForgeAccount.class)
        .setParameter("key", ForgeAccount.defaultKey(forge, cloneHost))
        .getResultStream()
        .findFirst();
  }

  /** Accounts whose token ends before a time, and that count on it. */
  List<ForgeAccount> endingBefore(Instant time) {
    return em.createQuery(
            "select a from ForgeAccount a where a.expiresAt < :time and a.status in :usable",
            ForgeAccount.class)
        .setParameter("time", time)
        .setParameter("usable", Set.of(ForgeAccountStatus.PENDING, ForgeAccountStatus.VALID))
        .getResultList();
  }

  void add(ForgeAccount account) {
    em.persist(account);
    flush();
  }

  /** Writes what is pending; a label or a host that another account has is a conflict. */
  void flush() {
    try {
      em.flush();
    } catch (OptimisticLockException changed) {
      throw DomainException.changedMeanwhile();
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict(
          "account-taken",
          "There is an account of that label, or a default of that host, already.");
    }
  }

  void remove(ForgeAccount account) {
    em.remove(account);
    em.flush();
  }

  List<ForgeAccount> page(PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    return filtered("select a", query, order + ", a.id", ForgeAccount.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  long count(PageQuery query) {
    return filtered("select count(a)", query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> filtered(String select, PageQuery query, String order, Class<T> type) {
    List<String> conditions = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    query
        .filter("forge", ForgeKind.class)
        .ifPresent(
            forge -> {
              conditions.add("a.forge = :forge");
              values.put("forge", forge);
            });
    query
        .filter("status", ForgeAccountStatus.class)
        .ifPresent(
            status -> {
              conditions.add("a.status = :status");
              values.put("status", status);
            });
    if (query.text() != null) {
      conditions.add("a.labelKey like :text");
      values.put("text", "%" + SearchText.of(query.text()) + "%");
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    TypedQuery<T> filtered = em.createQuery(select + " from ForgeAccount a" + where + order, type);
    values.forEach(filtered::setParameter);
    return filtered;
  }

  /**
   * Number of repositories by the account that they name; accounts that none names are left out.
   */
  Map<UUID, Long> uses(Collection<UUID> ids) {
    Map<UUID, Long> counts = new HashMap<>();
    if (!ids.isEmpty()) {
      database
          .query(
              "select forge_account_id, count(*) from repository where forge_account_id in "
                  + Statements.marks(ids.size())
                  + " group by forge_account_id",
              ids.stream().map(UUID::toString).toList(),
              row -> Map.entry(UUID.fromString(row.getString(1)), row.getLong(2)))
          .forEach(each -> counts.put(each.getKey(), each.getValue()));
    }
    return counts;
  }
}
