package org.sluice.job;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.engine.Commits;
import org.sluice.job.engine.Dispatcher;
import org.sluice.job.engine.JobStore;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.NewItem;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.SeenJob;
import org.sluice.job.start.Starts;
import org.sluice.job.watch.JobLookup;
import org.sluice.job.watch.JobRights;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.job.watch.Views;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The door of the room: starts, shows and steers jobs.
 *
 * <p>It never works in the caller's transaction: each change is one short transaction of its own,
 * and what must be stored together with a new job is handed in.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobService {

  @Inject private Starts starts;
  @Inject private JobLookup lookup;
  @Inject private JobStore store;
  @Inject private ProgressBoard board;
  @Inject private Dispatcher dispatcher;
  @Inject private Commits commits;
  @Inject private JobStreams streams;

  /**
   * Where an item that has not ended is worked on.
   *
   * @param jobId its job
   * @param itemId the item
   * @param status PENDING or RUNNING
   */
  public record ActiveItem(UUID jobId, UUID itemId, ItemStatus status) {}

  /**
   * Figures of this node, from memory.
   *
   * @param activeJobs jobs that have not ended
   * @param pendingItems items that wait
   * @param runningItems items that run
   * @param concurrency items that may run at once
   * @param openStreams event streams that are open
   */
  public record Figures(
      int activeJobs, int pendingItems, int runningItems, int concurrency, int openStreams) {}

  /**
   * A job and the version of what is shown.
   *
   * @param job the job
   * @param tag changes whenever the view does
   */
  public record Tagged(JobView job, String tag) {}

  // ---- starting ----

  /**
   * Starts a job: its rows are committed when this returns, and its work begins after that.
   *
   * <p>Everything happens in one new transaction; that of the caller, if any, is suspended, so the
   * caller must not hold locks that {@code sameTransaction} needs. Rights are the caller's matter.
   * An item of a job that is not bulk takes its exclusive key now; one of a bulk job when its turn
   * comes, and is skipped if another holds it then.
   *
   * @param wanted the job
   * @param items its items in order; opened inside the transaction, perhaps more than once, read
   *     once each time and closed, never held in memory as a whole
   * @param sameTransaction is given the job's id and stores what belongs to the start
   * @return the job as it was inserted; ended already if it has no items
   * @throws DomainException CONFLICT {@code already-running} or {@code already-syncing} with the
   *     job that is in the way; TOO_MANY after 20 bulk starts in a minute
   */
  public JobView start(
      NewJob wanted, Supplier<Stream<NewItem>> items, Consumer<UUID> sameTransaction) {
    SeenJob started = starts.insert(wanted, items, sameTransaction);
    Job job = started.job();
    if (job.status().ended()) {
      commits.announceEnd(job);
    } else {
      board.open(job, started.namespaces());
      dispatcher.wake(job);
    }
    return Views.of(job);
  }

  // ---- looking ----

  /**
   * One job, from memory while it has not ended.
   *
   * @throws DomainException NOT_FOUND if there is none, or the caller may not see it
   */
  public Tagged find(Caller caller, UUID jobId) {
    Optional<ProgressBoard.Snapshot> live = board.look(jobId);
    if (live.isPresent()) {
      ProgressBoard.Snapshot seen = live.get();
      if (!JobRights.sees(caller, seen.requestedById(), seen.namespaces())) {
        throw DomainException.notFound("job");
      }
      return new Tagged(seen.view(), seen.tag());
    }
    SeenJob seen = visible(caller, jobId);
    return new Tagged(Views.of(seen.job()), "v" + seen.job().version());
  }

  /** A page of the jobs that the caller sees. */
  public Page<JobView> list(Caller caller, PageQuery query) {
    return lookup
        .jobs(caller, query)
        .map(job -> board.look(job.id()).map(ProgressBoard.Snapshot::view).orElse(Views.of(job)));
  }

  /**
   * What the jobs that the caller sees came to, by the hour in which they ended.
   *
   * @param hours how many, the present one among them
   */
  public JobThroughput throughput(Caller caller, int hours) {
    Instant since = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(hours - 1L, ChronoUnit.HOURS);
    return new JobThroughput(since, lookup.hours(caller, since, hours));
  }

  /** The jobs that the caller sees and that have not ended, oldest first, from memory. */
  public List<JobView> active(Caller caller) {
    return board.active().stream()
        .filter(job -> JobRights.sees(caller, job.requestedById(), job.namespaces()))
        .map(ProgressBoard.Snapshot::view)
        .toList();
  }

  /**
   * A page of a job's items.
   *
   * @throws DomainException NOT_FOUND if there is no such job, or the caller may not see it
   */
  public Page<ItemView> items(Caller caller, UUID jobId, PageQuery query) {
    find(caller, jobId);
    return lookup.items(jobId, query).map(Views::of);
  }

  /**
   * Where the given subjects are being worked on, by subject; only those that are.
   *
   * @param kind of the jobs
   */
  public Map<UUID, ActiveItem> activeItems(JobKind kind, Collection<UUID> subjectIds) {
    Map<UUID, ActiveItem> found = new LinkedHashMap<>();
    for (JobItem item : lookup.activeItems(kind, subjectIds)) {
      ActiveItem here = new ActiveItem(item.jobId(), item.id(), item.status());
      found.merge(
          item.subjectId(), here, (one, other) -> one.status() == ItemStatus.RUNNING ? one : other);
    }
    return found;
  }

  /** Ids of all jobs that have not ended, for rooms that put things right at start-up. */
  public Set<UUID> activeJobs() {
    return lookup.activeIds();
  }

  /** Figures of this node, without a database read. */
  public Figures figures() {
    ProgressBoard.Totals totals = board.totals();
    return new Figures(
        totals.jobs(),
        totals.pending(),
        dispatcher.running(),
        dispatcher.concurrency(),
        streams.openStreams());
  }

  // ---- steering ----

  /**
   * Asks a job to stop: nothing more of it starts, what runs is ended, what was done stays done.
   *
   * @return the job, CANCELLING or ended; a second request finds it so and changes nothing
   * @throws DomainException NOT_FOUND, FORBIDDEN, or CONFLICT {@code job-ended}
   */
  public JobView cancel(Caller caller, UUID jobId) {
    steerable(caller, jobId);
    Job job = store.cancel(jobId).orElseThrow(() -> DomainException.notFound("job"));
    commits.committed(job, List.of());
    dispatcher.cancel(jobId);
    return shown(job);
  }

  /**
   * Starts nothing more of a job until it is resumed; what runs goes on to its end.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN, or CONFLICT {@code job-ended}, {@code
   *     already-paused}, {@code job-cancelling}
   */
  public JobView pause(Caller caller, UUID jobId) {
    steerable(caller, jobId);
    Job job =
        store
            .change(
                jobId,
                now -> {
                  refuseEnded(now);
                  if (now.status() == JobStatus.PAUSED) {
                    throw conflict("already-paused", "The job is paused already.", jobId);
                  }
                  return now.become(JobStatus.PAUSED, Instant.now());
                })
            .orElseThrow(() -> DomainException.notFound("job"));
    dispatcher.hold(jobId);
    commits.committed(job, List.of());
    return shown(job);
  }

  /**
   * Lets a paused job go on.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN, or CONFLICT {@code job-ended}, {@code
   *     not-paused}, {@code job-cancelling}
   */
  public JobView resume(Caller caller, UUID jobId) {
    steerable(caller, jobId);
    Job job =
        store
            .change(
                jobId,
                now -> {
                  refuseEnded(now);
                  if (now.status() != JobStatus.PAUSED) {
                    throw conflict("not-paused", "The job is not paused.", jobId);
                  }
                  return now.become(
                      now.startedAt() == null ? JobStatus.QUEUED : JobStatus.RUNNING,
                      Instant.now());
                })
            .orElseThrow(() -> DomainException.notFound("job"));
    commits.committed(job, List.of());
    dispatcher.wake(job);
    return shown(job);
  }

  /**
   * Starts a child job of what failed or was cancelled.
   *
   * @return the child
   * @throws DomainException NOT_FOUND, FORBIDDEN unless the caller maintains all its namespaces,
   *     CONFLICT {@code job-not-ended}, {@code nothing-to-retry}, or as {@link #start}
   */
  public JobView retry(Caller caller, UUID jobId) {
    SeenJob parent = visible(caller, jobId);
    if (!maintains(caller, parent.namespaces())) {
      throw DomainException.forbidden("Repeating this job needs maintainers of all it is about.");
    }
    Job job = parent.job();
    if (!job.status().ended()) {
      throw conflict("job-not-ended", "The job has not ended yet.", jobId);
    }
    if (job.counts().failed() + job.counts().cancelled() == 0) {
      throw conflict("nothing-to-retry", "Nothing of this job failed or was cancelled.", jobId);
    }
    NewJob child =
        new NewJob(
            job.kind(), JobTrigger.MANUAL, caller, "retry:" + jobId, true, job.bulk(), jobId);
    return start(child, () -> starts.repeated(jobId), id -> {});
  }

  private JobView shown(Job job) {
    return board.look(job.id()).map(ProgressBoard.Snapshot::view).orElse(Views.of(job));
  }

  private static void refuseEnded(Job job) {
    if (job.status().ended()) {
      throw conflict("job-ended", "The job has ended already.", job.id());
    }
    if (job.status() == JobStatus.CANCELLING) {
      throw conflict("job-cancelling", "The job is being cancelled.", job.id());
    }
  }

  private static DomainException conflict(String slug, String detail, UUID jobId) {
    return DomainException.conflict(slug, detail, Job.path(jobId));
  }

  // ---- rights ----

  private SeenJob visible(Caller caller, UUID jobId) {
    return lookup
        .find(jobId)
        .filter(seen -> JobRights.sees(caller, seen.job().requestedById(), seen.namespaces()))
        .orElseThrow(() -> DomainException.notFound("job"));
  }

  private void steerable(Caller caller, UUID jobId) {
    SeenJob seen = visible(caller, jobId);
    boolean own = caller.userId() != null && caller.userId().equals(seen.job().requestedById());
    boolean may =
        caller.scopes().contains(Scope.WRITE) && (own || maintains(caller, seen.namespaces()));
    if (!may) {
      throw DomainException.forbidden("This is for who started the job and for maintainers.");
    }
  }

  private static boolean maintains(Caller caller, Set<UUID> namespaces) {
    return caller.scopes().contains(Scope.WRITE)
        && (caller.seesEverything()
            || !namespaces.isEmpty() && namespaces.stream().allMatch(caller::maintains));
  }
}
