package org.sluice.mirror.upstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.rest.PageQuery;

/** All queries on upstream hosts. */
@ApplicationScoped
class HostStore {

  /** Most hosts that are held at once; what is more is not held, and fails by itself. */
  static final int MOST = 2000;

  static final Map<String, String> SORT_KEYS =
      Map.of("host", "h.host", "silentSince", "h.silentSince", "failedRuns", "h.failedRuns");

  static final Set<String> FILTERS = Set.of("state");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  Optional<UpstreamHost> lock(String host) {
    return Optional.ofNullable(em.find(UpstreamHost.class, host, LockModeType.PESSIMISTIC_WRITE));
  }

  void insert(UpstreamHost host) {
    em.persist(host);
    em.flush();
  }

  void delete(UpstreamHost host) {
    em.remove(host);
  }

  List<UpstreamHost> all() {
    return em.createQuery("select h from UpstreamHost h order by h.host", UpstreamHost.class)
        .setMaxResults(MOST)
        .getResultList();
  }

  List<UpstreamHost> page(PageQuery query, Instant now) {
    StringBuilder order = new StringBuilder(" order by ");
    for (PageQuery.Sort sort : query.sort()) {
      order.append(SORT_KEYS.get(sort.key())).append(sort.descending() ? " desc, " : ", ");
    }
    return parameters(
            em.createQuery("select h" + from(query) + order + "h.host", UpstreamHost.class),
            query,
            now)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  long count(PageQuery query, Instant now) {
    return parameters(em.createQuery("select count(h)" + from(query), Long.class), query, now)
        .getSingleResult();
  }

  private static String from(PageQuery query) {
    String text = query.text() == null ? "" : " and locate(:text, h.host) > 0";
    return " from UpstreamHost h where h.waits >= 0"
        + text
        + query
            .filter("state", HostState.class)
            .map(
                state ->
                    switch (state) {
                      case UNREACHABLE -> " and h.openedAt is not null";
                      case WAITING -> " and h.openedAt is null and h.waitUntil > :now";
                      case FAILING ->
                          " and h.openedAt is null and (h.waitUntil is null or h.waitUntil <= :now)";
                    })
            .orElse("");
  }

  private static <T> TypedQuery<T> parameters(TypedQuery<T> of, PageQuery query, Instant now) {
    Map<String, Object> values = new HashMap<>();
    if (query.text() != null) {
      values.put("text", query.text().toLowerCase(Locale.ROOT));
    }
    query
        .filter("state", HostState.class)
        .filter(state -> state != HostState.UNREACHABLE)
        .ifPresent(state -> values.put("now", now));
    values.forEach(of::setParameter);
    return of;
  }
}
