package org.sluice.health;

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
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.selection.RepositoryWalk;
import org.sluice.rest.PageQuery;

/** The door of health: starts checks, and tells what they found. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HealthService {

  private static final int CHUNK = 500;
  private static final Duration CHANGES_KEPT = Duration.ofDays(365);

  @Inject private HealthRows rows;
  @Inject private RegistryService registry;
  @Inject private JobService jobs;

  /**
   * Starts a check of one repository.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN
   */
  public JobView check(Caller caller, String owner, String name) {
    return check(
        caller, registry.requireMaintained(caller, owner, name), JobTrigger.MANUAL, () -> {});
  }

  /**
   * Starts a check of one repository on behalf of somebody.
   *
   * @param besides stores what belongs to the start, in the transaction that inserts the job
   */
  public JobView check(
      Caller caller, RepositoryRecord repository, JobTrigger trigger, Runnable besides) {
    return jobs.start(
        new NewJob(
            JobKind.HEALTH_CHECK,
            trigger,
            caller,
            "repository:" + repository.fullName(),
            false,
            false,
            null),
        () -> Stream.of(item(RepositoryRef.of(repository), trigger)),
        id -> {
          besides.run();
          registry.rememberJob(repository.id(), id);
        });
  }

  /**
   * Starts a check of what is selected, as far as the caller maintains it.
   *
   * @param selection null for all
   * @param within what was checked within this time is left out; null for nothing
   * @throws DomainException CONFLICT while the caller's last check of the same is active, TOO_MANY,
   *     INVALID
   */
  public JobView checkSelected(Caller caller, RepositorySelection selection, Duration within) {
    RepositorySelection chosen = selection == null ? RepositorySelection.ALL : selection;
    return bulk(
        caller,
        chosen.words(),
        after -> registry.selected(caller, chosen, after, CHUNK),
        JobTrigger.MANUAL,
        within);
  }

  /**
   * Starts a check of chosen repositories.
   *
   * @param ids of the repositories, 1 to 1000
   * @param within what was checked within this time is left out; null for nothing
   * @throws DomainException INVALID if one is unknown, FORBIDDEN, CONFLICT, TOO_MANY
   */
  public JobView checkChosen(Caller caller, Collection<UUID> ids, Duration within) {
    List<RepositoryRecord> chosen = registry.requireMaintained(caller, ids);
    String selection = RepositoryWalk.words(chosen);
    return bulk(
        caller,
        selection,
        RepositoryWalk.of(chosen.stream().map(RepositoryRef::of).toList()),
        JobTrigger.MANUAL,
        within);
  }

  /**
   * Starts a check of what has just come in.
   *
   * @param selection what came in, in canonical words
   * @param chunks gives the repositories after an id, in the order of their ids; an empty one ends
   */
  public JobView checkImported(
      Caller caller, String selection, Function<UUID, List<RepositoryRef>> chunks) {
    return bulk(caller, selection, chunks, JobTrigger.IMPORT, null);
  }

  private JobView bulk(
      Caller caller,
      String selection,
      Function<UUID, List<RepositoryRef>> chunks,
      JobTrigger trigger,
      Duration within) {
    String words = within == null ? selection : selection + " unless checked within " + within;
    Instant now = Instant.now();
    return jobs.start(
        new NewJob(JobKind.HEALTH_CHECK, trigger, caller, words, true, true, null),
        () -> RepositoryWalk.over(chunks).map(each -> item(each, trigger)),
        id -> {
          if (within != null) {
            rows.leaveOut(id, now.minus(within), now);
          }
        });
  }

  private static NewItem item(RepositoryRef repository, JobTrigger trigger) {
    return new NewItem(
        SubjectType.REPOSITORY,
        repository.id(),
        repository.fullName(),
        repository.namespaceId(),
        repository.apiShare(trigger.isAwaited()),
        // Scans do not exclude each other: each counts what it saw itself.
        null);
  }

  /**
   * The health of a repository.
   *
   * @param query which part of its history
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public HealthView health(Caller caller, String owner, String name, PageQuery query) {
    RepositoryRecord repository = registry.require(caller, owner, name);
    HealthRows.Details details = rows.details(List.of(repository.id())).get(repository.id());
    return new HealthView(
        repository.health().state(),
        repository.health().lastKnown(),
        details == null ? null : details.detail(),
        details == null ? null : details.movedTo(),
        repository.health().checkedAt(),
        details == null ? null : details.metadata(),
        rows.changes(repository.id(), query),
        rows.countChanges(repository.id()));
  }

  /** What forges last told of some repositories; those of which none told are left out. */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public Map<UUID, RepositoryMetadata> metadata(Collection<UUID> repositoryIds) {
    Map<UUID, RepositoryMetadata> found = new HashMap<>();
    rows.details(repositoryIds)
        .forEach(
            (id, details) -> {
              if (details.metadata() != null) {
                found.put(id, details.metadata());
              }
            });
    return found;
  }

  /** Forgets what was found of a repository that has another upstream, in his transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void forget(UUID repositoryId) {
    rows.forget(repositoryId);
  }

  /**
   * Forgets what nobody asks for any more.
   *
   * @param jobsKept how long jobs are kept
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRED)
  public void forgetOld(Duration jobsKept) {
    Instant now = Instant.now();
    rows.forgetBefore(now.minus(CHANGES_KEPT), now.minus(jobsKept));
  }
}
