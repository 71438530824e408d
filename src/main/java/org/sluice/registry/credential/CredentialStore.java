package org.sluice.registry.credential;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.database.SearchText;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** Every query about credentials. */
@ApplicationScoped
class CredentialStore {

  /** Keys that the list can be sorted by, and the attribute behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "label", "c.labelKey",
          "host", "c.host",
          "kind", "c.kind",
          "expiresAt", "c.expiresAt",
          "createdAt", "c.createdAt",
          "updatedAt", "c.updatedAt");

  /** Filters that the list knows. */
  static final Set<String> FILTERS = Set.of("namespace", "kind", "host");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  Optional<Credential> byId(UUID id) {
    return Optional.ofNullable(em.find(Credential.class, id));
  }

  /** The row, locked until the transaction ends. */
  Optional<Credential> lock(UUID id) {
    return Optional.ofNullable(em.find(Credential.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  boolean anyOf(UUID namespaceId) {
    return !em.createQuery("select c.id from Credential c where c.ownerKey = :owner", UUID.class)
        .setParameter("owner", Credential.ownerKey(namespaceId))
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  void add(Credential credential) {
    em.persist(credential);
    flush(credential);
  }

  /** Writes what is pending; a label that the owner uses already is a conflict. */
  void flush(Credential credential) {
    try {
      em.flush();
    } catch (OptimisticLockException changed) {
      throw new DomainException(
          FailureKind.STALE,
          "changed-meanwhile",
          "Somebody changed this meanwhile. Read it again.");
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict("label-taken", "There is a credential of that label already.");
    }
  }

  void remove(Credential credential) {
    em.remove(credential);
    em.flush();
  }

  /**
   * A page of credentials.
   *
   * @param owners owners that are seen; null for all
   */
  List<Credential> page(Collection<String> owners, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    return filtered("select c", owners, query, order + ", c.id", Credential.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  long count(Collection<String> owners, PageQuery query) {
    return filtered("select count(c)", owners, query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> filtered(
      String select, Collection<String> owners, PageQuery query, String order, Class<T> type) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    StringBuilder where = new StringBuilder();
    if (owners != null) {
      add(where, "c.ownerKey in :owners", parameters, "owners", owners);
    }
    query
        .filter("kind", CredentialKind.class)
        .ifPresent(kind -> add(where, "c.kind = :kind", parameters, "kind", kind));
    query
        .filter("host")
        .ifPresent(
            host ->
                add(where, "c.host = :host", parameters, "host", host.toLowerCase(Locale.ROOT)));
    if (query.text() != null) {
      add(
          where,
          "c.searchText like :text",
          parameters,
          "text",
          "%" + SearchText.of(query.text()) + "%");
    }
    TypedQuery<T> filtered = em.createQuery(select + " from Credential c" + where + order, type);
    parameters.forEach(filtered::setParameter);
    return filtered;
  }

  private static void add(
      StringBuilder where,
      String condition,
      Map<String, Object> parameters,
      String name,
      Object value) {
    where.append(where.isEmpty() ? " where " : " and ").append(condition);
    parameters.put(name, value);
  }
}
