package org.sluice.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.rest.PageQuery;

/** Every query of the record. Ids sort by time, so they serve as order and as bookmark. */
@ApplicationScoped
class AuditStore {

  @PersistenceContext(unitName = "sluice")
  private EntityManager entities;

  void add(AuditEntry entry) {
    entities.persist(entry);
  }

  List<AuditView> page(AuditFilter filter, PageQuery query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String where = where(filter, parameters);
    boolean newestFirst = query.sort().isEmpty() || query.sort().get(0).descending();
    return fill(
            entities.createQuery(
                "select e from AuditEntry e"
                    + where
                    + " order by e.id"
                    + (newestFirst ? " desc" : ""),
                AuditEntry.class),
            parameters)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList()
        .stream()
        .map(AuditEntry::view)
        .toList();
  }

  long count(AuditFilter filter) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String where = where(filter, parameters);
    return fill(
            entities.createQuery("select count(e) from AuditEntry e" + where, Long.class),
            parameters)
        .getSingleResult();
  }

  List<AuditView> after(AuditFilter filter, UUID last, int most) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String where = where(filter, parameters);
    if (last != null) {
      where += (where.isEmpty() ? " where " : " and ") + "e.id > :last";
      parameters.put("last", last);
    }
    return fill(
            entities.createQuery(
                "select e from AuditEntry e" + where + " order by e.id", AuditEntry.class),
            parameters)
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(AuditEntry::view)
        .toList();
  }

  private static String where(AuditFilter filter, Map<String, Object> parameters) {
    StringBuilder where = new StringBuilder();
    add(where, parameters, "e.actor = :actor", "actor", filter.actor());
    add(where, parameters, "e.action = :action", "action", filter.action());
    add(where, parameters, "e.outcome = :outcome", "outcome", filter.outcome());
    add(where, parameters, "e.at >= :since", "since", filter.since());
    add(where, parameters, "e.at < :until", "until", filter.until());
    String like =
        filter.text() == null ? null : "%" + filter.text().replaceAll("([!%_])", "!$1") + "%";
    add(where, parameters, "lower(e.subject) like :text escape '!'", "text", like);
    return where.toString();
  }

  private static void add(
      StringBuilder where,
      Map<String, Object> parameters,
      String condition,
      String name,
      Object value) {
    if (value != null) {
      where.append(where.isEmpty() ? " where " : " and ").append(condition);
      parameters.put(name, value);
    }
  }

  private static <T> TypedQuery<T> fill(TypedQuery<T> query, Map<String, Object> parameters) {
    parameters.forEach(query::setParameter);
    return query;
  }
}
