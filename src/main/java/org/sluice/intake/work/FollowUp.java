package org.sluice.intake.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.health.HealthService;
import org.sluice.identity.Caller;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobView;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRef;

/**
 * Starts the check of health that follows an import.
 *
 * <p>That one is to follow is noted together with the job, and the note goes when the check has
 * been started; so an end that was never heard of is found by the timer.
 */
@ApplicationScoped
public class FollowUp {

  private static final System.Logger LOG = System.getLogger(FollowUp.class.getName());
  private static final int CHUNK = 500;

  private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();

  @Inject private ImportLines lines;
  @Inject private JobService jobs;
  @Inject private Requesters requesters;
  @Inject private RegistryService registry;
  @Inject private HealthService health;

  void jobEnded(@Observes JobEnded ended) {
    if (ended.kind() == JobKind.IMPORT) {
      follow(ended.jobId());
    }
  }

  /** What the check after an import checks, as jobs name it. */
  public static String selection(UUID jobId) {
    return "import:" + jobId;
  }

  /** Follows up imports that have ended unheard. */
  void catchUp() {
    List<UUID> awaiting = lines.awaitingFollowUp();
    if (!awaiting.isEmpty()) {
      // Asked after the notes were read: a job that starts in between keeps its own.
      Set<UUID> active = jobs.activeJobs();
      awaiting.stream().filter(job -> !active.contains(job)).forEach(this::follow);
    }
  }

  private void follow(UUID jobId) {
    if (!underWay.add(jobId)) {
      return;
    }
    try {
      check(jobId);
      lines.followedUp(jobId);
    } finally {
      underWay.remove(jobId);
    }
  }

  /** Has whatever the job made looked at, if it made anything. */
  private void check(UUID jobId) {
    Optional<UUID> requester = lines.requesterOf(jobId);
    if (requester.isEmpty()) {
      return;
    }
    try {
      JobView check =
          health.checkImported(
              requesters.find(requester.get()).orElse(Caller.sluice()),
              selection(jobId),
              after -> made(jobId, after));
      LOG.log(System.Logger.Level.INFO, "job={0} is followed by check={1}", jobId, check.id());
    } catch (DomainException refused) {
      // That of an earlier start, of which the note was lost, is as good.
      if (refused.kind() != FailureKind.CONFLICT) {
        throw refused;
      }
    }
  }

  /** Repositories of a job after an id that are still there; empty only at the end. */
  private List<RepositoryRef> made(UUID jobId, UUID after) {
    List<UUID> ids = lines.madeBy(jobId, after, CHUNK);
    while (!ids.isEmpty()) {
      List<RepositoryRef> there =
          registry.find(ids).stream()
              .map(RepositoryRef::of)
              .sorted(Comparator.comparing(each -> each.id().toString()))
              .toList();
      if (!there.isEmpty()) {
        return there;
      }
      ids = lines.madeBy(jobId, ids.get(ids.size() - 1), CHUNK);
    }
    return List.of();
  }
}
