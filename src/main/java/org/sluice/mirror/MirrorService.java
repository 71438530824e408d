package org.sluice.mirror;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.mirror.held.HeldChanges;
import org.sluice.mirror.history.SyncRun;
import org.sluice.mirror.history.SyncRunView;
import org.sluice.mirror.plan.NextPlan;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.plan.NextSync;
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.selection.RepositoryWalk;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** The door of mirrors: starts syncs, tells their state and history, keeps their policy. */
@Stateless
public class MirrorService {

  /** Sort keys of the history. */
  public static final Set<String> HISTORY_SORT_KEYS = MirrorStore.SORT_KEYS.keySet();

  /** Filters of the history. */
  public static final Set<String> HISTORY_FILTERS = MirrorStore.FILTERS;

  /** Most mirrors that one tick of the timer enqueues; the next tick takes the others. */
  private static final int MOST_PER_TICK = 5000;

  private static final int CHUNK = 500;
  private static final int FORWARD_AT_ONCE = 100;

  @Inject private MirrorStore store;
  @Inject private RegistryService registry;
  @Inject private MirrorColumns columns;
  @Inject private JobService jobs;
  @Inject private HeldChanges held;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;
  @Inject private HostWatch hosts;
  @Inject private CredentialService credentials;

  /**
   * Starts a sync of one mirror.
   *
   * @return the job
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code not-a-mirror}) or CONFLICT
   *     ({@code already-syncing}, with the job that has it)
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView sync(Caller caller, String owner, String name) {
    return start(
        caller, registry.requireMaintained(caller, owner, name), JobTrigger.MANUAL, () -> {});
  }

  /**
   * Starts a sync of one mirror together with what was decided on its changes.
   *
   * @param decision stores what was decided, in the transaction that inserts the job
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView syncDecided(Caller caller, RepositoryRecord repository, Runnable decision) {
    return start(caller, repository, JobTrigger.MANUAL, decision);
  }

  /**
   * Starts a sync of one mirror on behalf of somebody.
   *
   * @param besides stores what belongs to the start, in the transaction that inserts the job
   * @throws DomainException INVALID ({@code not-a-mirror}) or CONFLICT ({@code already-syncing})
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView sync(
      Caller caller, RepositoryRecord repository, JobTrigger trigger, Runnable besides) {
    return start(caller, repository, trigger, besides);
  }

  /** Starts the first sync of a mirror that was just made. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView firstSync(Caller caller, RepositoryRecord repository) {
    return start(caller, repository, JobTrigger.IMPORT, () -> {});
  }

  private JobView start(
      Caller caller, RepositoryRecord repository, JobTrigger trigger, Runnable besides) {
    OnlyMirrors.require(repository);
    NewJob job =
        new NewJob(
            JobKind.SYNC,
            trigger,
            caller,
            "repository:" + repository.fullName(),
            false,
            false,
            null);
    return jobs.start(
        job,
        () -> Stream.of(item(RepositoryRef.of(repository))),
        id -> {
          besides.run();
          registry.rememberJob(repository.id(), id);
        });
  }

  /**
   * Starts a sync of all mirrors that the caller maintains.
   *
   * @throws DomainException CONFLICT while the caller's last sync of all is active, TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView syncAll(Caller caller) {
    return bulk(caller, "all", after -> columns.mirrorsMaintained(caller, after, CHUNK));
  }

  /**
   * Starts a sync of the mirrors that are selected, as far as the caller maintains them.
   *
   * @param selection null for all
   * @throws DomainException INVALID if a filter is out of range, CONFLICT, TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView syncSelected(Caller caller, RepositorySelection selection) {
    if (selection == null) {
      return syncAll(caller);
    }
    RepositorySelection mirrored = selection.mirrored();
    return bulk(
        caller, mirrored.words(), after -> registry.selected(caller, mirrored, after, CHUNK));
  }

  /**
   * Starts a sync of chosen mirrors; what the caller does not maintain, or is no mirror, is
   * refused.
   *
   * @param ids of the repositories, 1 to 1000
   * @throws DomainException INVALID if one is unknown or not a mirror, FORBIDDEN, CONFLICT,
   *     TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView syncChosen(Caller caller, Collection<UUID> ids) {
    List<RepositoryRecord> chosen = registry.requireMaintained(caller, ids);
    for (RepositoryRecord each : chosen) {
      if (!each.mirrorEnabled()) {
        throw DomainException.invalid("repositoryIds", each.fullName() + " is not a mirror");
      }
    }
    String selection = RepositoryWalk.words(chosen);
    return bulk(
        caller, selection, RepositoryWalk.of(chosen.stream().map(RepositoryRef::of).toList()));
  }

  private JobView bulk(
      Caller caller, String selection, Function<UUID, List<RepositoryRef>> chunks) {
    NewJob job = new NewJob(JobKind.SYNC, JobTrigger.MANUAL, caller, selection, true, true, null);
    return enqueue(job, chunks);
  }

  /** Enqueues one job over all mirrors that are due; does nothing if none is. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void syncDue() {
    Instant now = Instant.now();
    List<RepositoryRef> due =
        Stream.concat(
                hosts.probes(now).stream(),
                columns.dueMirrors(now, hosts.held(now), MOST_PER_TICK).stream())
            .toList();
    if (!due.isEmpty()) {
      enqueue(
          new NewJob(JobKind.SYNC, JobTrigger.SCHEDULE, Caller.sluice(), "due", false, true, null),
          RepositoryWalk.of(due));
    }
  }

  /**
   * Brings the next syncs of mirrors that go by the installation's interval forward, since that has
   * become shorter; spread over its length.
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void bringForward(Duration interval) {
    Instant now = Instant.now();
    UUID last = RepositoryWalk.FIRST;
    int chunk = 0;
    List<UUID> some;
    do {
      some = store.onStandardInterval(last, FORWARD_AT_ONCE);
      if (!some.isEmpty()) {
        // Steps of the golden section fill the interval evenly, however many there are.
        double part = ++chunk * 0.6180339887 % 1;
        columns.bringForward(some, now.plusMillis(Math.round(interval.toMillis() * part)));
        last = some.get(some.size() - 1);
      }
    } while (some.size() == FORWARD_AT_ONCE);
  }

  /** Inserts a job over mirrors that come in chunks. */
  private JobView enqueue(NewJob job, Function<UUID, List<RepositoryRef>> chunks) {
    return jobs.start(job, () -> RepositoryWalk.over(chunks).map(MirrorService::item), id -> {});
  }

  private static NewItem item(RepositoryRef mirror) {
    return new NewItem(
        SubjectType.REPOSITORY,
        mirror.id(),
        mirror.fullName(),
        mirror.namespaceId(),
        mirror.host(),
        "SYNC:" + mirror.id());
  }

  /** The state of a repository's mirror; of one that is not mirrored too. */
  public MirrorView mirror(Caller caller, String owner, String name) {
    RepositoryRecord repository = registry.require(caller, owner, name);
    return views(List.of(repository)).get(repository.id());
  }

  /** States of the mirrors of several repositories by their ids, in one query. */
  public Map<UUID, MirrorView> views(Collection<RepositoryRecord> repositories) {
    Map<UUID, MirrorPolicy> policies =
        store.policies(repositories.stream().map(RepositoryRecord::id).toList());
    Map<UUID, MirrorView> views = new HashMap<>();
    for (RepositoryRecord each : repositories) {
      views.put(each.id(), view(each, policies.get(each.id())));
    }
    return views;
  }

  private MirrorView view(RepositoryRecord repository, MirrorPolicy policy) {
    MirrorPolicy shown = policy == null ? new MirrorPolicy(repository.id()) : policy;
    NextSync next =
        NextPlan.of(
            repository,
            shown.nextReason(settings.mirrorSyncInterval()),
            settings.mirrorEnabled(),
            hosts.hold(repository.host(), Instant.now()));
    return new MirrorView(
        repository.mirrorEnabled(),
        repository.cloneUrl(),
        shown.settings().direction(),
        shown.settings().changePolicy(),
        repository.mirrorStatus(),
        shown.interval(settings.mirrorSyncInterval()).toString(),
        shown.settings(),
        repository.lastAttemptAt(),
        repository.lastSyncedAt(),
        next.at(),
        next.reason().words(),
        next.reason(),
        shown.consecutiveFailures(),
        shown.failure(),
        shown.digest(),
        shown.sizeBytes(),
        shown.refCount(),
        shown.head(),
        shown.heldChanges(),
        shown.divergedRefs(),
        shown.leftOutRefs(),
        shown.leftOut(),
        repository.mirrorEnabled() ? shown.pushView() : null,
        shown.proposedUrl(),
        repository.mirrorJob());
  }

  /** One page of a repository's history, the latest first unless asked otherwise. */
  public Page<SyncRunView> history(Caller caller, String owner, String name, PageQuery query) {
    UUID id = registry.require(caller, owner, name).id();
    return Page.of(
        query,
        store.runs(id, query).stream().map(SyncRun::toView).toList(),
        store.countRuns(id, query));
  }

  /**
   * Makes the policy of a repository that becomes a mirror, in the caller's transaction.
   *
   * @throws DomainException INVALID if a setting breaks a rule
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void begin(Caller caller, RepositoryRecord repository, MirrorSettings wanted) {
    check(caller, repository, MirrorSettings.DEFAULT, wanted);
    wanted.checkNoLoop(repository.cloneUrl(), settings);
    MirrorPolicy policy = new MirrorPolicy(repository.id());
    policy.keepAs(wanted);
    store.insert(policy);
    // Should the first job be lost before it is enqueued, the timer brings it.
    columns.settle(
        repository.id(),
        repository.mirrorStatus(),
        Instant.now().plus(settings.mirrorMinInterval()));
  }

  private void check(
      Caller caller, RepositoryRecord repository, MirrorSettings before, MirrorSettings wanted) {
    wanted.check(settings);
    if (wanted.pushCredentialId() != null && !wanted.pushesAs(before)) {
      credentials.requireAttachable(
          caller,
          "pushCredentialId",
          repository.namespaceId(),
          wanted.pushCredentialId(),
          UpstreamUrl.ofKnown(wanted.pushUrl()));
    }
  }

  /**
   * Changes the policy of a mirrored repository in the caller's transaction.
   *
   * @param patch may name settings of the mirror, among other fields
   * @param newUpstream whether the upstream is another one now: it is due at once
   * @param newCredential whether another credential lets it in now: it is due if the last failed,
   *     as it is when it is pushed elsewhere or with another one
   * @param newlyMirrored whether it was tracked only before: it is due at once
   * @throws DomainException INVALID if a setting breaks a rule
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void change(
      Caller caller,
      RepositoryRecord repository,
      Patch patch,
      boolean newUpstream,
      boolean newCredential,
      boolean newlyMirrored) {
    Optional<MirrorPolicy> found = store.policy(repository.id());
    if (found.isEmpty()) {
      begin(caller, repository, MirrorSettings.DEFAULT.patched(patch));
      return;
    }
    MirrorPolicy policy = found.get();
    MirrorSettings before = policy.settings();
    MirrorSettings wanted = before.patched(patch);
    boolean pushFailed = policy.push().isCutShort();
    if (!wanted.equals(before)) {
      check(caller, repository, before, wanted);
      policy.keepAs(wanted);
    }
    if (newUpstream || !wanted.equals(before)) {
      wanted.checkNoLoop(repository.cloneUrl(), settings);
    }
    Instant next = repository.nextSyncAt();
    Instant now = Instant.now();
    boolean disabled = policy.standing().disabled();
    boolean otherPush = !wanted.pushesAs(before);
    boolean otherAccess = newCredential || otherPush;
    if (newUpstream) {
      policy.changeUpstream();
      held.replace(repository.id(), List.of(), now);
      next = policy.plan(NextSync.now(now, NextReason.Code.NEW_UPSTREAM)).at();
    } else if (newlyMirrored) {
      policy.wake();
      next = policy.plan(NextSync.now(now, NextReason.Code.MIRRORED_AGAIN)).at();
    } else if (otherAccess && policy.consecutiveFailures() > 0 || otherPush && pushFailed) {
      policy.wake();
      boolean elsewhere = !Objects.equals(wanted.pushUrl(), before.pushUrl());
      NextReason.Code reason =
          elsewhere ? NextReason.Code.NEW_PUSH_URL : NextReason.Code.NEW_CREDENTIAL;
      next = policy.plan(NextSync.now(now, reason)).at();
    } else if (!wanted.takesAs(before) && policy.timed()) {
      next = policy.plan(NextSync.now(now, NextReason.Code.NEW_RULES)).at();
    } else if (!wanted.schedulesAs(before) && policy.timed()) {
      Instant from = repository.lastAttemptAt() == null ? now : repository.lastAttemptAt();
      next = policy.replan(from, settings.mirrorSyncInterval()).at();
    }
    if (disabled && !policy.standing().disabled() && repository.mirrorJob() == null) {
      columns.settle(repository.id(), newUpstream ? MirrorStatus.IDLE : MirrorStatus.FAILED, next);
    }
    columns.reschedule(repository.id(), next);
  }

  /** Discards the mirror's folder on disk, after the repository was deleted; slow. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void discardFolder(UUID repositoryId) {
    folders.discard(repositoryId);
  }

  /** Forgets runs that ended longer ago than that. */
  public void forgetOldRuns(Duration age) {
    store.deleteRunsBefore(Instant.now().minus(age));
  }
}
