package org.sluice.delivery.resync;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.job.JobService;

/** Takes back, at the start, re-syncs whose job ended without its end being heard of. */
@Singleton
@Startup
@DependsOn("JobRecovery")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ResyncRecovery {

  private static final System.Logger LOG = System.getLogger(ResyncRecovery.class.getName());

  @Inject private SubscriptionStore subscriptions;
  @Inject private JobService jobs;

  @PostConstruct
  void recover() {
    List<UUID> marked = subscriptions.generationJobs();
    Set<UUID> active = marked.isEmpty() ? Set.of() : jobs.activeJobs();
    for (UUID job : marked) {
      if (!active.contains(job)) {
        int met = subscriptions.cancelGenerations(job, Instant.now());
        LOG.log(System.Logger.Level.INFO, "job={0} left {1} re-syncs; taken back", job, met);
      }
    }
  }
}
