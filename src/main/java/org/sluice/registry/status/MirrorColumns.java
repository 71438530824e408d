package org.sluice.registry.status;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.registry.RepositoryRef;

/**
 * Lets the room of mirrors write what lists tell of them, and find out which are due.
 *
 * <p>A mirror is due when its time has come and no job has it. None of its changes touches {@code
 * version}, so that an editor is not disturbed.
 */
@Stateless
public class MirrorColumns {

  /** What a tick takes anyhow; more stay due as they are. */
  private static final int MOST_SPREAD = 10_000;

  private static final int PORTIONS = 40;

  @Inject private MirrorQueries queries;

  /** For the container. */
  public MirrorColumns() {
    // The queries are injected.
  }

  /** The columns outside a container. */
  public MirrorColumns(EntityManager entities) {
    queries = new MirrorQueries(entities);
  }

  /**
   * Mirrors that the caller maintains, in the order of their ids.
   *
   * @param after id after which to begin; all zero for the first
   * @param most number of mirrors
   */
  public List<RepositoryRef> mirrorsMaintained(Caller caller, UUID after, int most) {
    return queries.mirrorsMaintained(caller, after, most);
  }

  /**
   * Mirrors whose time has come and that no job has, the longest due first.
   *
   * @param heldHosts hosts whose mirrors are left out
   */
  public List<RepositoryRef> dueMirrors(Instant now, Collection<String> heldHosts, int most) {
    return queries.dueMirrors(now, heldHosts, most);
  }

  /** The mirror of a host that is due next and that no job has; empty if there is none. */
  public Optional<RepositoryRef> earliestOnHost(String host) {
    return queries.earliestOnHost(host);
  }

  /** Number of mirrors by host; hosts without any are left out. */
  public Map<String, Long> countOnHosts(Collection<String> hosts) {
    return queries.countOnHosts(hosts);
  }

  /**
   * Spreads the mirrors of a host that are due over a time from now on, in the caller's
   * transaction, the longest due first.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void spread(String host, Instant now, Duration over) {
    List<UUID> due = queries.dueOnHost(host, now, MOST_SPREAD);
    int portion = Math.max(1, (due.size() + PORTIONS - 1) / PORTIONS);
    for (int from = 0; from < due.size(); from += portion) {
      Instant at = now.plusMillis(over.toMillis() * from / due.size());
      queries.reschedule(due.subList(from, Math.min(due.size(), from + portion)), at);
    }
  }

  /** Marks mirrors as waiting for a job, in the caller's transaction; those of another job stay. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void markQueued(Collection<UUID> ids, UUID job) {
    queries.markQueued(ids, job);
  }

  /**
   * Marks a mirror as syncing.
   *
   * @return false if the repository is gone
   */
  public boolean markSyncing(UUID id, UUID job, Instant now) {
    return queries.markSyncing(id, job, now) == 1;
  }

  /**
   * Records that a mirror is equal to its upstream.
   *
   * @param at when the upstream was asked
   * @param next when the timer syncs it next; null if never
   * @param defaultBranch short name of the branch that HEAD names; null if none
   * @return false if the repository is gone
   */
  public boolean settleEqual(UUID id, Instant at, Instant next, String defaultBranch) {
    return queries.settleEqual(id, at, next, defaultBranch) == 1;
  }

  /**
   * Records that a sync took what it might, and that the rest waits for a person; the time of the
   * last success stays.
   *
   * @param next when the timer syncs it next; null if never
   * @param defaultBranch short name of the branch that HEAD names; null if none
   * @return false if the repository is gone
   */
  public boolean settleHeld(UUID id, Instant next, String defaultBranch) {
    return queries.settleHeld(id, next, defaultBranch) == 1;
  }

  /**
   * Records how a sync that did not make the mirror equal has settled; the time of the last success
   * stays.
   *
   * @return false if the repository is gone
   */
  public boolean settle(UUID id, MirrorStatus result, Instant next) {
    return queries.settle(id, result, next) == 1;
  }

  /**
   * Puts off the mirrors that a job has marked, so that the timer does not take them up at once.
   */
  public void postpone(UUID job, Instant next) {
    queries.postpone(job, next);
  }

  /** Sets when the timer syncs a mirror next; null for never. */
  public void reschedule(UUID id, Instant next) {
    queries.reschedule(List.of(id), next);
  }

  /** Sets when the timer syncs mirrors next, where that is earlier than now planned. */
  public void bringForward(Collection<UUID> ids, Instant next) {
    queries.bringForward(ids, next);
  }

  /** Sets when the timer syncs mirrors next, and leaves none of them disabled. */
  public void wake(Collection<UUID> ids, Instant next) {
    queries.reschedule(ids, next);
    queries.enable(ids);
  }

  /** Mirrors of an upstream host, in the order of their ids after the given one. */
  public List<UUID> mirrorsOnHost(String host, UUID after, int most) {
    return queries.mirrorsOnHost(host, after, most);
  }

  /** Mirrors that use a credential, in the order of their ids after the given one. */
  public List<UUID> mirrorsWithCredential(UUID credential, UUID after, int most) {
    return queries.mirrorsWithCredential(credential, after, most);
  }

  /** Takes back the mark of one mirror, if that job still has it. */
  public void release(UUID id, UUID job) {
    queries.release(id, job);
  }

  /** Takes back all marks of a job. */
  public void releaseAll(UUID job) {
    queries.releaseAll(job);
  }

  /** Jobs that mirrors are marked with. */
  public List<UUID> markingJobs() {
    return queries.markingJobs();
  }

  /** Number of mirrors by state. */
  public Map<MirrorStatus, Long> countByStatus() {
    return queries.countByStatus();
  }

  /**
   * When the mirror that is longest without a success had its last one; one that had none counts
   * from when it was added.
   */
  public Optional<Instant> oldestSync() {
    return queries.oldestSync();
  }
}
