package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;

/** All queries of the registry but those of lists. */
@ApplicationScoped
class RegistryStore {

  /** Columns of a {@link MirrorRef}: an entity would stay in memory until its transaction ends. */
  private static final String REF =
      "select r.id, r.namespaceId, r.owner, r.name, r.host from TrackedRepository r";

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

  int postpone(UUID job, Instant next) {
    return em.createQuery(
            "update TrackedRepository r set r.nextSyncAt = :next"
                + " where r.mirrorJob = :job and r.nextSyncAt < :next")
        .setParameter("next", next)
        .setParameter("job", job)
        .executeUpdate();
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

  /** Tags of several repositories, in one query. */
  Map<UUID, Set<String>> tags(Collection<UUID> ids) {
    Map<UUID, Set<String>> tags = new HashMap<>();
    if (!ids.isEmpty()) {
      em.createQuery(
              "select r.id, t from TrackedRepository r join r.tags t where r.id in :ids",
              Object[].class)
          .setParameter("ids", ids)
          .getResultList()
          .forEach(
              row ->
                  tags.computeIfAbsent((UUID) row[0], id -> new TreeSet<>()).add((String) row[1]));
    }
    return tags;
  }

  /** Mirrors in the order of their ids, after the given one, that the caller maintains. */
  List<MirrorRef> mirrorsMaintained(Caller caller, UUID after, int most) {
    String maintained = caller.seesEverything() ? "" : " and r.namespaceId in :namespaces";
    TypedQuery<Object[]> query =
        em.createQuery(
                REF
                    + " where r.mirrorEnabled = :mirrored and r.id > :after"
                    + maintained
                    + " order by r.id",
                Object[].class)
            .setParameter("mirrored", true)
            .setParameter("after", after)
            .setMaxResults(most);
    if (!caller.seesEverything()) {
      Set<UUID> namespaces = caller.namespacesMaintained();
      if (namespaces.isEmpty()) {
        return List.of();
      }
      query.setParameter("namespaces", namespaces);
    }
    return refs(query);
  }

  private static List<MirrorRef> refs(TypedQuery<Object[]> query) {
    return query
        .getResultStream()
        .map(
            row ->
                new MirrorRef((UUID) row[0], (UUID) row[1], row[2] + "/" + row[3], (String) row[4]))
        .toList();
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

  List<MirrorRef> dueMirrors(Instant now, Collection<String> heldHosts, int most) {
    // That no job has it is asked by the status: of a job that is null, H2 would take the index,
    // and walk all repositories but a few. (Nor by a case: EclipseLink would write values as
    // literals.)
    TypedQuery<Object[]> due =
        em.createQuery(
                REF
                    + " where r.nextSyncAt <= :now and r.mirrorEnabled = :mirrored"
                    + " and r.mirrorStatus <> :queued and r.mirrorStatus <> :syncing"
                    + (heldHosts.isEmpty() ? "" : " and r.host not in :held")
                    + " order by r.nextSyncAt nulls last",
                Object[].class)
            .setParameter("mirrored", true)
            .setParameter("queued", MirrorStatus.QUEUED)
            .setParameter("syncing", MirrorStatus.SYNCING)
            .setParameter("now", now)
            .setMaxResults(most);
    if (!heldHosts.isEmpty()) {
      due.setParameter("held", heldHosts);
    }
    return refs(due);
  }

  Optional<MirrorRef> earliestOnHost(String host) {
    return refs(
            em.createQuery(
                    REF
                        + " where r.host = :host and r.nextSyncAt is not null"
                        + " and r.mirrorEnabled = :mirrored and r.mirrorJob is null"
                        + " order by r.nextSyncAt",
                    Object[].class)
                .setParameter("host", host)
                .setParameter("mirrored", true)
                .setMaxResults(1))
        .stream()
        .findFirst();
  }

  Map<String, Long> countOnHosts(Collection<String> hosts) {
    Map<String, Long> counts = new HashMap<>();
    if (!hosts.isEmpty()) {
      em.createQuery(
              "select r.host, count(r) from TrackedRepository r"
                  + " where r.host in :hosts and r.mirrorEnabled = :mirrored group by r.host",
              Object[].class)
          .setParameter("hosts", hosts)
          .setParameter("mirrored", true)
          .getResultList()
          .forEach(row -> counts.put((String) row[0], (Long) row[1]));
    }
    return counts;
  }

  List<UUID> dueOnHost(String host, Instant now, int most) {
    return em.createQuery(
            "select r.id from TrackedRepository r where r.host = :host and r.nextSyncAt <= :now"
                + " and r.mirrorEnabled = :mirrored order by r.nextSyncAt",
            UUID.class)
        .setParameter("host", host)
        .setParameter("now", now)
        .setParameter("mirrored", true)
        .setMaxResults(most)
        .getResultList();
  }

  int reschedule(Collection<UUID> ids, Instant next) {
    return em.createQuery("update TrackedRepository r set r.nextSyncAt = :next where r.id in :ids")
        .setParameter("next", next)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  int markQueued(Collection<UUID> ids, UUID job) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = :queued, r.mirrorJob = :job"
                + " where r.id in :ids and r.mirrorJob is null")
        .setParameter("queued", MirrorStatus.QUEUED)
        .setParameter("job", job)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  int setLastJob(UUID id, UUID job) {
    return em.createQuery("update TrackedRepository r set r.lastJob = :job where r.id = :id")
        .setParameter("job", job)
        .setParameter("id", id)
        .executeUpdate();
  }

  int markSyncing(UUID id, UUID job, Instant now) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = :syncing, r.mirrorJob = :job,"
                + " r.lastAttemptAt = :now where r.id = :id")
        .setParameter("syncing", MirrorStatus.SYNCING)
        .setParameter("job", job)
        .setParameter("now", now)
        .setParameter("id", id)
        .executeUpdate();
  }

  int settle(UUID id, MirrorStatus result, Instant next) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = :result, r.mirrorResult = :result,"
                + " r.mirrorJob = null, r.nextSyncAt = :next where r.id = :id")
        .setParameter("result", result)
        .setParameter("next", next)
        .setParameter("id", id)
        .executeUpdate();
  }

  int settleEqual(UUID id, Instant at, Instant next, String defaultBranch) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = :result, r.mirrorResult = :result,"
                + " r.mirrorJob = null, r.nextSyncAt = :next, r.lastSyncedAt = :at,"
                + " r.defaultBranch = :branch where r.id = :id")
        .setParameter("result", MirrorStatus.SUCCESS)
        .setParameter("next", next)
        .setParameter("at", at)
        .setParameter("branch", defaultBranch)
        .setParameter("id", id)
        .executeUpdate();
  }

  int settleHeld(UUID id, Instant next, String defaultBranch) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = :result, r.mirrorResult = :result,"
                + " r.mirrorJob = null, r.nextSyncAt = :next, r.defaultBranch = :branch"
                + " where r.id = :id")
        .setParameter("result", MirrorStatus.HELD)
        .setParameter("next", next)
        .setParameter("branch", defaultBranch)
        .setParameter("id", id)
        .executeUpdate();
  }

  int reschedule(UUID id, Instant next) {
    return em.createQuery("update TrackedRepository r set r.nextSyncAt = :next where r.id = :id")
        .setParameter("next", next)
        .setParameter("id", id)
        .executeUpdate();
  }

  int bringForward(Collection<UUID> ids, Instant next) {
    return em.createQuery(
            "update TrackedRepository r set r.nextSyncAt = :next"
                + " where r.id in :ids and r.nextSyncAt > :next")
        .setParameter("next", next)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  /** What is disabled has failed, and is not disabled any more. */
  void enable(Collection<UUID> ids) {
    for (String field : List.of("mirrorResult", "mirrorStatus")) {
      em.createQuery(
              "update TrackedRepository r set r."
                  + field
                  + " = :failed where r.id in :ids and r."
                  + field
                  + " = :disabled")
          .setParameter("failed", MirrorStatus.FAILED)
          .setParameter("disabled", MirrorStatus.DISABLED)
          .setParameter("ids", ids)
          .executeUpdate();
    }
  }

  List<UUID> mirrorsOnHost(String host, UUID after, int most) {
    return mirrorIds("r.host = :value", host, after, most);
  }

  List<UUID> mirrorsWithCredential(UUID credential, UUID after, int most) {
    return mirrorIds("r.credentialId = :value", credential, after, most);
  }

  private List<UUID> mirrorIds(String condition, Object value, UUID after, int most) {
    return em.createQuery(
            "select r.id from TrackedRepository r where "
                + condition
                + " and r.mirrorEnabled = :mirrored and r.id > :after order by r.id",
            UUID.class)
        .setParameter("value", value)
        .setParameter("mirrored", true)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
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

  int release(UUID id, UUID job) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = r.mirrorResult, r.mirrorJob = null"
                + " where r.id = :id and r.mirrorJob = :job")
        .setParameter("id", id)
        .setParameter("job", job)
        .executeUpdate();
  }

  int releaseAll(UUID job) {
    return em.createQuery(
            "update TrackedRepository r set r.mirrorStatus = r.mirrorResult, r.mirrorJob = null"
                + " where r.mirrorJob = :job")
        .setParameter("job", job)
        .executeUpdate();
  }

  /** Jobs that repositories are marked with; a handful, since few jobs are active at once. */
  List<UUID> markingJobs() {
    return em.createQuery(
            "select distinct r.mirrorJob from TrackedRepository r where r.mirrorJob is not null",
            UUID.class)
        .getResultList();
  }

  Map<MirrorStatus, Long> countByStatus() {
    Map<MirrorStatus, Long> counts = new LinkedHashMap<>();
    em.createQuery(
            "select r.mirrorStatus, count(r) from TrackedRepository r"
                + " where r.mirrorEnabled = :mirrored group by r.mirrorStatus",
            Object[].class)
        .setParameter("mirrored", true)
        .getResultList()
        .forEach(row -> counts.put((MirrorStatus) row[0], (Long) row[1]));
    return counts;
  }

  /** The earliest last success; for a mirror that had none, when it was added. */
  Optional<Instant> oldestSync() {
    return Stream.of(
            "select min(r.lastSyncedAt) from TrackedRepository r"
                + " where r.mirrorEnabled = :mirrored",
            "select min(r.createdAt) from TrackedRepository r"
                + " where r.mirrorEnabled = :mirrored and r.lastSyncedAt is null")
        .map(
            query ->
                em.createQuery(query, Instant.class)
                    .setParameter("mirrored", true)
                    .getSingleResult())
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder());
  }
}
