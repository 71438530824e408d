package org.sluice.mirror.held;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;
import org.sluice.git.refs.Verdict;
import org.sluice.rest.PageQuery;

/**
 * The changes of refs that syncs did not take: all queries on them. Runs in its caller's
 * transaction.
 */
@ApplicationScoped
public class HeldChanges {

  /** Sort keys of the list. */
  public static final Map<String, String> SORT_KEYS = Map.of("ref", "c.ref", "heldAt", "c.heldAt");

  /** Filters of the list. */
  public static final Set<String> FILTERS = Set.of("verdict", "reason", "type");

  /**
   * Most changes of one repository that are stored; what is beyond them waits until these are
   * decided.
   */
  public static final int MOST = 10_000;

  private static final int CHUNK = 500;

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  /** What was decided on changes of a repository, by the full name of the ref. */
  public Map<String, Verdict> verdicts(UUID repositoryId) {
    return em.createQuery(
            "select c from HeldChange c where c.repositoryId = :repository and c.verdict <> :open",
            HeldChange.class)
        .setParameter("repository", repositoryId)
        .setParameter("open", HeldChangeVerdict.OPEN)
        .getResultStream()
        .collect(Collectors.toMap(HeldChange::ref, HeldChange::toVerdict));
  }

  /**
   * Stores what the latest sync held back in place of what earlier ones did; what was decided on a
   * change that is still the same stays.
   */
  public void replace(UUID repositoryId, List<HeldBack> heldBack, Instant now) {
    Map<String, HeldBack> fresh = new LinkedHashMap<>();
    heldBack.stream().limit(MOST).forEach(each -> fresh.put(each.change().ref(), each));
    List<UUID> outdated = new ArrayList<>();
    for (HeldChange row : all(repositoryId)) {
      HeldBack same = fresh.get(row.ref());
      if (same != null && row.isOf(same.change())) {
        row.heldAgain(same);
        fresh.remove(row.ref());
      } else {
        outdated.add(row.id());
      }
    }
    // Before the new ones come: they may have the names of the old.
    delete(outdated);
    fresh.values().forEach(each -> em.persist(new HeldChange(repositoryId, each, now)));
  }

  private List<HeldChange> all(UUID repositoryId) {
    return em.createQuery(
            "select c from HeldChange c where c.repositoryId = :repository", HeldChange.class)
        .setParameter("repository", repositoryId)
        .getResultList();
  }

  private void delete(List<UUID> ids) {
    em.flush();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      em.createQuery("delete from HeldChange c where c.id in :ids")
          .setParameter("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
          .executeUpdate();
    }
  }

  /**
   * Decides on changes that wait for it, or that were decided on or left out by the policy.
   *
   * @param refs full names; empty for every change that waits for a decision
   * @param before changes that came later are left alone; null for none
   * @return how many were decided on
   */
  public int decide(
      UUID repositoryId,
      Collection<String> refs,
      Instant before,
      boolean approve,
      String by,
      Instant now) {
    int decided = 0;
    for (HeldChange row : refs.isEmpty() ? all(repositoryId) : named(repositoryId, refs)) {
      boolean meant = refs.isEmpty() ? row.waits() : row.decidable();
      if (meant && (before == null || !row.heldAt().isAfter(before))) {
        row.decide(approve, by, now);
        decided++;
      }
    }
    return decided;
  }

  private List<HeldChange> named(UUID repositoryId, Collection<String> refs) {
    return em.createQuery(
            "select c from HeldChange c where c.repositoryId = :repository and c.refKey in :keys",
            HeldChange.class)
        .setParameter("repository", repositoryId)
        .setParameter("keys", refs.stream().map(HeldChange::key).collect(Collectors.toSet()))
        .getResultList();
  }

  /** Stores that a change is not to be taken that no sync has met yet. */
  public void reject(UUID repositoryId, RefChange change, String by, Instant now) {
    delete(named(repositoryId, List.of(change.ref())).stream().map(HeldChange::id).toList());
    em.persist(HeldChange.rejected(repositoryId, change, by, now));
  }

  /** One page of a repository's changes. */
  public List<HeldChangeView> page(UUID repositoryId, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    Where where = new Where(repositoryId, query);
    return where
        .parameters(em.createQuery("select c" + where.text + order + ", c.id", HeldChange.class))
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultStream()
        .map(HeldChange::toView)
        .toList();
  }

  /** Number of changes that a query finds. */
  public long count(UUID repositoryId, PageQuery query) {
    Where where = new Where(repositoryId, query);
    return where
        .parameters(em.createQuery("select count(c)" + where.text, Long.class))
        .getSingleResult();
  }

  private static final class Where {

    private final Map<String, Object> values = new HashMap<>();
    private String text = " from HeldChange c where c.repositoryId = :repository";

    Where(UUID repositoryId, PageQuery query) {
      values.put("repository", repositoryId);
      query.filter("verdict", HeldChangeVerdict.class).ifPresent(value -> add("verdict", value));
      query.filter("reason", HeldBack.Reason.class).ifPresent(value -> add("reason", value));
      query.filter("type", RefChange.Type.class).ifPresent(value -> add("type", value));
    }

    private void add(String field, Object value) {
      text += " and c." + field + " = :" + field;
      values.put(field, value);
    }

    <T> TypedQuery<T> parameters(TypedQuery<T> query) {
      values.forEach(query::setParameter);
      return query;
    }
  }
}
