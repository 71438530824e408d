package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;

/** All queries of the registry but those of lists. */
@ApplicationScoped
class RegistryStore {

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  void insert(TrackedRepository repository) {
    em.persist(repository);
    em.flush();
  }

  void flush() {
    em.flush();
  }

  /** Writes what is pending and lets go of all that was read. */
  void flushAndClear() {
    em.flush();
    em.clear();
  }

  Optional<TrackedRepository> byId(UUID id) {
    return Optional.ofNullable(em.find(TrackedRepository.class, id));
  }

  Optional<TrackedRepository> byName(String owner, String name) {
    return em.createQuery(
            "select r from TrackedRepository r where r.fullNameLower = :name",
            TrackedRepository.class)
        .setParameter("name", fullNameLower(owner, name))
        .getResultStream()
        .findFirst();
  }

  /** Locks the row for an edit and reads it anew. */
  void lockForEdit(TrackedRepository repository) {
    em.refresh(repository, LockModeType.PESSIMISTIC_WRITE);
  }

  Optional<TrackedRepository> lock(UUID id) {
    return Optional.ofNullable(
        em.find(TrackedRepository.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  void delete(TrackedRepository repository) {
    em.remove(repository);
    em.flush();
  }

  /** Repositories that the caller sees in the order of their full names, after the given one. */
  List<TrackedRepository> visible(Caller caller, String after, int most) {
    boolean all = caller.seesEverything();
    boolean limited = caller.limitedTo() != null;
    TypedQuery<TrackedRepository> query =
        em.createQuery(
                "select r from TrackedRepository r where r.fullNameLower > :after"
                    + (all ? "" : " and (r.namespaceId in :seen or r.visibility in :open)")
                    + (limited ? " and r.namespaceId in :limited" : "")
                    + " order by r.fullNameLower",
                TrackedRepository.class)
            .setParameter("after", after)
            .setMaxResults(most);
    if (!all) {
      query.setParameter("seen", orNone(caller.namespacesSeen()));
      query.setParameter("open", EnumSet.complementOf(EnumSet.of(Visibility.PRIVATE)));
    }
    if (limited) {
      query.setParameter("limited", orNone(caller.limitedTo()));
    }
    return query.getResultList();
  }

  private static Set<UUID> orNone(Set<UUID> ids) {
    return ids.isEmpty() ? Set.of(new UUID(0, 0)) : ids;
  }

  static String fullNameLower(String owner, String name) {
    return (owner + "/" + name).toLowerCase(Locale.ROOT);
  }

  boolean anyIn(UUID namespaceId) {
    return !em.createQuery("select r.id from TrackedRepository r where r.namespaceId = :namespace")
        .setParameter("namespace", namespaceId)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /**
   * Repositories of a namespace in the order of their ids, after the given one; locked, so that
   * what a sync writes meanwhile is not overwritten.
   */
  List<TrackedRepository> inNamespace(UUID namespaceId, UUID after, int most) {
    // Two queries: EclipseLink writes a lock behind a limit as no database reads it.
    List<UUID> ids =
        em.createQuery(
                "select r.id from TrackedRepository r where r.namespaceId = :namespace"
                    + " and r.id > :after order by r.id",
                UUID.class)
            .setParameter("namespace", namespaceId)
            .setParameter("after", after)
            .setMaxResults(most)
            .getResultList();
    return lock(ids);
  }

  /** Locks rows in the order of their ids and reads them. */
  List<TrackedRepository> lock(Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : em.createQuery(
                "select r from TrackedRepository r where r.id in :ids order by r.id",
                TrackedRepository.class)
            .setParameter("ids", ids)
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
  }

  List<TrackedRepository> following(Collection<String> keys, int most) {
    return keys.isEmpty()
        ? List.of()
        : em.createQuery(
                "select r from TrackedRepository r where r.upstreamKey in :keys order by r.id",
                TrackedRepository.class)
            .setParameter("keys", keys)
            .setMaxResults(most)
            .getResultList();
  }

  List<TrackedRepository> byIds(Collection<UUID> ids) {
    return ids.isEmpty()
        ? List.of()
        : em.createQuery(
                "select r from TrackedRepository r where r.id in :ids", TrackedRepository.class)
            .setParameter("ids", ids)
            .getResultList();
  }

  int setLastJob(UUID id, UUID job) {
    return em.createQuery("update TrackedRepository r set r.lastJob = :job where r.id = :id")
        .setParameter("job", job)
        .setParameter("id", id)
        .executeUpdate();
  }

  /** Number of repositories by the credential that they use, of those credentials. */
  Map<UUID, Long> countByCredential(Collection<UUID> credentials) {
    Map<UUID, Long> counts = new HashMap<>();
    em.createQuery(
            "select r.credentialId, count(r) from TrackedRepository r"
                + " where r.credentialId in :credentials group by r.credentialId",
            Object[].class)
        .setParameter("credentials", credentials)
        .getResultList()
        .forEach(row -> counts.put((UUID) row[0], (Long) row[1]));
    return counts;
  }
}
