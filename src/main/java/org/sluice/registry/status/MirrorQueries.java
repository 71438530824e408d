package org.sluice.registry.status;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.identity.Caller;
import org.sluice.registry.RepositoryRef;

/** All queries about what lists tell of mirrors. */
@ApplicationScoped
class MirrorQueries {

  /**
   * Columns of a {@link RepositoryRef}: an entity would stay in memory until its transaction ends.
   */
  private static final String REF =
      "select r.id, r.namespaceId, r.owner, r.name, r.host from TrackedRepository r";

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  MirrorQueries() {
    // The entities are injected.
  }

  MirrorQueries(EntityManager entities) {
    em = entities;
  }

  int postpone(UUID job, Instant next) {
    return em.createQuery(
            "update TrackedRepository r set r.nextSyncAt = :next"
                + " where r.mirrorJob = :job and r.nextSyncAt < :next")
        .setParameter("next", next)
        .setParameter("job", job)
        .executeUpdate();
  }

  /** Mirrors in the order of their ids, after the given one, that the caller maintains. */
  List<RepositoryRef> mirrorsMaintained(Caller caller, UUID after, int most) {
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

  private static List<RepositoryRef> refs(TypedQuery<Object[]> query) {
    return query
        .getResultStream()
        .map(
            row ->
                new RepositoryRef(
                    (UUID) row[0], (UUID) row[1], row[2] + "/" + row[3], (String) row[4]))
        .toList();
  }

  List<RepositoryRef> dueMirrors(Instant now, Collection<String> heldHosts, int most) {
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

  Optional<RepositoryRef> earliestOnHost(String host) {
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
