package org.sluice.pullrequest.refresh;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.ForgeKind;
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
import org.sluice.registry.status.RefreshColumns;

/** The door of refreshes: starts looks at the pull requests of one, chosen or all repositories. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RefreshService {

  /** When a repository is looked at again whose last look could not even be recorded. */
  static final Duration AFTER_DEFECT = Duration.ofMinutes(15);

  /** Most repositories that one tick of the timer enqueues; the next tick takes the others. */
  private static final int MOST_PER_TICK = 5000;

  private static final int CHUNK = 500;

  @Inject private RegistryService registry;
  @Inject private RefreshColumns columns;
  @Inject private JobService jobs;

  /**
   * Starts a refresh of one repository.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code no-forge}) or CONFLICT ({@code
   *     already-running}, with the job that has it)
   */
  public JobView refresh(Caller caller, String owner, String name) {
    return refresh(
        caller, registry.requireMaintained(caller, owner, name), JobTrigger.MANUAL, () -> {});
  }

  /**
   * Starts a refresh of one repository on behalf of somebody.
   *
   * @param besides stores what belongs to the start, in the transaction that inserts the job
   * @throws DomainException INVALID ({@code no-forge}) or CONFLICT
   */
  public JobView refresh(
      Caller caller, RepositoryRecord repository, JobTrigger trigger, Runnable besides) {
    requireForge(repository);
    return jobs.start(
        new NewJob(
            JobKind.REFRESH,
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

  private static void requireForge(RepositoryRecord repository) {
    if (repository.forge() == ForgeKind.PLAIN) {
      throw new DomainException(
          FailureKind.INVALID,
          "no-forge",
          repository.fullName() + " is at a plain Git server, which has no pull requests.");
    }
  }

  /**
   * Starts a refresh of all repositories at forges that the caller maintains.
   *
   * @throws DomainException CONFLICT while the caller's last refresh of all is active, TOO_MANY
   */
  public JobView refreshAll(Caller caller) {
    return bulk(caller, "all", after -> columns.maintained(caller, after, CHUNK));
  }

  /**
   * Starts a refresh of what is selected, as far as the caller maintains it; what is at no forge is
   * skipped.
   *
   * @param selection null for all
   * @throws DomainException INVALID if a filter is out of range, CONFLICT, TOO_MANY
   */
  public JobView refreshSelected(Caller caller, RepositorySelection selection) {
    if (selection == null) {
      return refreshAll(caller);
    }
    return bulk(
        caller, selection.words(), after -> registry.selected(caller, selection, after, CHUNK));
  }

  /**
   * Starts a refresh of chosen repositories.
   *
   * @param ids of the repositories, 1 to 1000
   * @throws DomainException INVALID if one is unknown or at no forge, FORBIDDEN, CONFLICT, TOO_MANY
   */
  public JobView refreshChosen(Caller caller, Collection<UUID> ids) {
    List<RepositoryRecord> chosen = registry.requireMaintained(caller, ids);
    for (RepositoryRecord each : chosen) {
      if (each.forge() == ForgeKind.PLAIN) {
        throw DomainException.invalid("repositoryIds", each.fullName() + " is at no forge");
      }
    }
    String selection = RepositoryWalk.words(chosen);
    return bulk(
        caller, selection, RepositoryWalk.of(chosen.stream().map(RepositoryRef::of).toList()));
  }

  private JobView bulk(
      Caller caller, String selection, Function<UUID, List<RepositoryRef>> chunks) {
    return enqueue(
        new NewJob(JobKind.REFRESH, JobTrigger.MANUAL, caller, selection, true, true, null),
        chunks);
  }

  /** Enqueues one job over all repositories that are due; does nothing if none is. */
  public void refreshDue() {
    List<RepositoryRef> due = columns.due(Instant.now(), MOST_PER_TICK);
    if (!due.isEmpty()) {
      enqueue(
          new NewJob(
              JobKind.REFRESH, JobTrigger.SCHEDULE, Caller.sluice(), "due", false, true, null),
          RepositoryWalk.of(due));
    }
  }

  private JobView enqueue(NewJob job, Function<UUID, List<RepositoryRef>> chunks) {
    return jobs.start(
        job, () -> RepositoryWalk.over(chunks).map(each -> item(each, job.trigger())), id -> {});
  }

  private static NewItem item(RepositoryRef repository, JobTrigger trigger) {
    return new NewItem(
        SubjectType.REPOSITORY,
        repository.id(),
        repository.fullName(),
        repository.namespaceId(),
        repository.apiShare(trigger.isAwaited()),
        "REFRESH:" + repository.id());
  }
}
