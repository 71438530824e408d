package org.sluice.inbound;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.health.HealthService;
import org.sluice.identity.Caller;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorService;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.pullrequest.refresh.RefreshService;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/**
 * Makes jobs of what webhooks wish for, one round after the other.
 *
 * <p>A wish whose job would exclude an active one stays: that one may have looked before the wish.
 */
@ApplicationScoped
public class Wishes {

  private static final System.Logger LOG = System.getLogger(Wishes.class.getName());
  private static final int PORTION = 500;

  @Inject private HookRows rows;
  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private RefreshService refreshes;
  @Inject private HealthService health;
  @Inject private Executors executors;

  private SingleFlight flight;

  @PostConstruct
  void prepare() {
    flight = new SingleFlight(executors.housekeeping(), this::grantAll);
  }

  /** Has wishes granted soon; never fails. */
  public void wake() {
    flight.wake();
  }

  private void grantAll() {
    for (HookRows.Wish each : rows.oldest(PORTION)) {
      try {
        grant(each);
      } catch (RuntimeException failed) {
        LOG.log(
            System.Logger.Level.WARNING,
            "repository=" + each.repositoryId() + " what a webhook asked for was not started",
            failed);
      }
    }
  }

  private void grant(HookRows.Wish wish) {
    List<RepositoryRecord> found = registry.find(List.of(wish.repositoryId()));
    Optional<RepositoryRecord> repository = found.stream().findFirst();
    if (repository.isEmpty() || !follows(wish, repository.get())) {
      rows.granted(wish);
      return;
    }
    try {
      start(wish, repository.get(), () -> rows.granted(wish));
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.CONFLICT) {
        rows.granted(wish);
        throw refused;
      }
    }
  }

  private static boolean follows(HookRows.Wish wish, RepositoryRecord repository) {
    return switch (wish.topic()) {
      case PUSH -> repository.mirrorEnabled();
      case PULL_REQUEST, REPOSITORY -> true;
      case OTHER -> false;
    };
  }

  private void start(HookRows.Wish wish, RepositoryRecord repository, Runnable besides) {
    Caller sluice = Caller.sluice();
    switch (wish.topic()) {
      case PUSH -> mirrors.sync(sluice, repository, JobTrigger.WEBHOOK, besides);
      case PULL_REQUEST -> refreshes.refresh(sluice, repository, JobTrigger.WEBHOOK, besides);
      case REPOSITORY -> health.check(sluice, repository, JobTrigger.WEBHOOK, besides);
      case OTHER -> throw new IllegalStateException("nothing follows from it");
    }
  }
}
