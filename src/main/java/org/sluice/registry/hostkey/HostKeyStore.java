package org.sluice.registry.hostkey;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.platform.database.SearchText;
import org.sluice.rest.PageQuery;

/** Every query about host keys. */
@ApplicationScoped
class HostKeyStore {

  /** Keys that the list can be sorted by, and the attribute behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of("host", "k.host", "status", "k.status", "firstSeenAt", "k.firstSeenAt");

  /** Filters that the list knows. */
  static final Set<String> FILTERS = Set.of("host", "status");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  Optional<HostKey> byId(UUID id) {
    return Optional.ofNullable(em.find(HostKey.class, id));
  }

  Optional<HostKey> lock(UUID id) {
    return Optional.ofNullable(em.find(HostKey.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  List<HostKey> ofHost(String host) {
    return ofHostQuery(host).getResultList();
  }

  /** The keys of a host, locked until the transaction ends. */
  List<HostKey> lockOfHost(String host) {
    return ofHostQuery(host).setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList();
  }

  private TypedQuery<HostKey> ofHostQuery(String host) {
    return em.createQuery(
            "select k from HostKey k where k.host = :host order by k.id", HostKey.class)
        .setParameter("host", host);
  }

  void add(HostKey key) {
    em.persist(key);
    em.flush();
  }

  void flush() {
    em.flush();
  }

  List<HostKey> page(PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    return filtered("select k", query, order + ", k.id", HostKey.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  long count(PageQuery query) {
    return filtered("select count(k)", query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> filtered(String select, PageQuery query, String order, Class<T> type) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    StringBuilder where = new StringBuilder();
    query
        .filter("host")
        .ifPresent(
            host ->
                add(where, "k.host = :host", parameters, "host", host.toLowerCase(Locale.ROOT)));
    query
        .filter("status", HostKeyStatus.class)
        .ifPresent(status -> add(where, "k.status = :status", parameters, "status", status));
    if (query.text() != null) {
      add(where, "k.host like :text", parameters, "text", "%" + SearchText.of(query.text()) + "%");
    }
    TypedQuery<T> filtered = em.createQuery(select + " from HostKey k" + where + order, type);
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
