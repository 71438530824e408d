package org.sluice.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sluice.git.SyncFailureKind;
import org.sluice.mirror.history.SyncRun;
import org.sluice.mirror.history.SyncRunOutcome;
import org.sluice.mirror.plan.NextReason;
import org.sluice.platform.Inside;
import org.sluice.rest.PageQuery;

/** All queries on mirrors and their history. */
@ApplicationScoped
@Inside
public class MirrorStore {

  /** Sort keys of the history. */
  static final Map<String, String> SORT_KEYS =
      Map.of("startedAt", "s.startedAt", "completedAt", "s.completedAt", "bytes", "s.bytes");

  /** Filters of the history. */
  static final Set<String> FILTERS = Set.of("outcome", "trigger");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  public void insert(MirrorPolicy policy) {
    em.persist(policy);
  }

  public void insert(SyncRun run) {
    em.persist(run);
  }

  public Optional<MirrorPolicy> policy(UUID repositoryId) {
    return Optional.ofNullable(em.find(MirrorPolicy.class, repositoryId));
  }

  Map<UUID, MirrorPolicy> policies(Collection<UUID> repositoryIds) {
    if (repositoryIds.isEmpty()) {
      return Map.of();
    }
    return em.createQuery(
            "select m from MirrorPolicy m where m.repositoryId in :ids", MirrorPolicy.class)
        .setParameter("ids", repositoryIds)
        .getResultStream()
        .collect(Collectors.toMap(MirrorPolicy::repositoryId, Function.identity()));
  }

  /** Mirrors that go by the installation's interval and do not fail, in the order of their ids. */
  List<UUID> onStandardInterval(UUID after, int most) {
    return em.createQuery(
            "select m.repositoryId from MirrorPolicy m where m.syncIntervalSeconds is null"
                + " and m.cron is null and m.adaptive = :adaptive and m.backedOff = 0"
                + " and m.nextSyncCode in :regular and m.repositoryId > :after"
                + " order by m.repositoryId",
            UUID.class)
        .setParameter("adaptive", false)
        .setParameter("regular", List.of(NextReason.Code.INTERVAL, NextReason.Code.STOPPED))
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
  }

  /** Those of the mirrors whose last run failed for that reason. */
  public List<UUID> failedFor(Collection<UUID> repositoryIds, SyncFailureKind failure) {
    return repositoryIds.isEmpty()
        ? List.of()
        : em.createQuery(
                "select m.repositoryId from MirrorPolicy m"
                    + " where m.repositoryId in :ids and m.failureKind = :failure",
                UUID.class)
            .setParameter("ids", repositoryIds)
            .setParameter("failure", failure)
            .getResultList();
  }

  /** What {@link MirrorPolicy#wake} does, for many, with the reason of the next sync. */
  public int wake(Collection<UUID> repositoryIds, NextReason.Code reason) {
    return em.createQuery(
            "update MirrorPolicy m set m.nextSyncCode = :reason, m.nextSyncDetails = :none,"
                + " m.backedOff = 0, m.refusedAs = null, m.refusals = 0, m.disabled = :disabled"
                + " where m.repositoryId in :ids")
        .setParameter("reason", reason)
        .setParameter("none", "")
        .setParameter("disabled", false)
        .setParameter("ids", repositoryIds)
        .executeUpdate();
  }

  /** Mirrors that push with a credential, in the order of their ids after the given one. */
  public List<UUID> pushingWith(UUID credential, UUID after, int most) {
    return em.createQuery(
            "select m.repositoryId from MirrorPolicy m"
                + " where m.pushCredentialId = :credential and m.repositoryId > :after"
                + " order by m.repositoryId",
            UUID.class)
        .setParameter("credential", credential)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
  }

  /** Mirrors that are pushed to a host, in the order of their ids after the given one. */
  public List<UUID> pushingTo(String host, UUID after, int most) {
    return em.createQuery(
            "select m.repositoryId from MirrorPolicy m"
                + " where m.pushHost = :host and m.repositoryId > :after"
                + " order by m.repositoryId",
            UUID.class)
        .setParameter("host", host)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
  }

  /** Those of the mirrors whose last push failed for that reason. */
  public List<UUID> pushFailedFor(Collection<UUID> repositoryIds, SyncFailureKind failure) {
    return repositoryIds.isEmpty()
        ? List.of()
        : em.createQuery(
                "select m.repositoryId from MirrorPolicy m where m.repositoryId in :ids"
                    + " and m.push.consecutiveFailures > 0 and m.push.failureKind = :failure",
                UUID.class)
            .setParameter("ids", repositoryIds)
            .setParameter("failure", failure)
            .getResultList();
  }

  /** Those of the mirrors that fail for nothing but their push, if they fail at all. */
  public List<UUID> failedForPush(Collection<UUID> repositoryIds) {
    return repositoryIds.isEmpty()
        ? List.of()
        : em.createQuery(
                "select m.repositoryId from MirrorPolicy m where m.repositoryId in :ids"
                    + " and (m.failureKind is null or m.failureMessage = m.push.failureMessage)",
                UUID.class)
            .setParameter("ids", repositoryIds)
            .getResultList();
  }

  /** What {@link MirrorPolicy#wakePush} does, for many. */
  public int wakePushes(Collection<UUID> repositoryIds) {
    return em.createQuery(
            "update MirrorPolicy m set m.push.notBefore = null, m.push.awaitsPerson = :awaits"
                + " where m.repositoryId in :ids")
        .setParameter("awaits", false)
        .setParameter("ids", repositoryIds)
        .executeUpdate();
  }

  /** Number of mirrors by the credential that they push with, of those credentials. */
  Map<UUID, Long> countByPushCredential(Collection<UUID> credentials) {
    return em.createQuery(
            "select m.pushCredentialId, count(m) from MirrorPolicy m"
                + " where m.pushCredentialId in :credentials group by m.pushCredentialId",
            Object[].class)
        .setParameter("credentials", credentials)
        .getResultStream()
        .collect(Collectors.toMap(row -> (UUID) row[0], row -> (Long) row[1]));
  }

  public Optional<SyncRun> latestRun(UUID repositoryId) {
    return em.createQuery(
            "select s from SyncRun s where s.repositoryId = :repository order by s.startedAt desc",
            SyncRun.class)
        .setParameter("repository", repositoryId)
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  List<SyncRun> runs(UUID repositoryId, PageQuery query) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order
          .append(order.isEmpty() ? " order by " : ", ")
          .append(SORT_KEYS.get(sort.key()))
          .append(sort.descending() ? " desc" : "");
    }
    var runs =
        em.createQuery("select s" + from(query) + order + ", s.id", SyncRun.class)
            .setParameter("repository", repositoryId)
            .setFirstResult(query.offset())
            .setMaxResults(query.size());
    filters(query).forEach(runs::setParameter);
    return runs.getResultList();
  }

  long countRuns(UUID repositoryId, PageQuery query) {
    var count =
        em.createQuery("select count(s)" + from(query), Long.class)
            .setParameter("repository", repositoryId);
    filters(query).forEach(count::setParameter);
    return count.getSingleResult();
  }

  private static String from(PageQuery query) {
    return " from SyncRun s where s.repositoryId = :repository"
        + (query.filter("outcome").isPresent() ? " and s.outcome = :outcome" : "")
        + (query.filter("trigger").isPresent() ? " and s.trigger = :trigger" : "");
  }

  private static Map<String, Object> filters(PageQuery query) {
    Map<String, Object> filters = new java.util.HashMap<>();
    query
        .filter("outcome", SyncRunOutcome.class)
        .ifPresent(outcome -> filters.put("outcome", outcome));
    query
        .filter("trigger", org.sluice.job.JobTrigger.class)
        .ifPresent(trigger -> filters.put("trigger", trigger));
    return filters;
  }

  int deleteRunsBefore(Instant time) {
    return em.createQuery("delete from SyncRun s where s.completedAt < :time")
        .setParameter("time", time)
        .executeUpdate();
  }
}
