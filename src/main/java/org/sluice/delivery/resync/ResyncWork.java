package org.sluice.delivery.resync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.job.ItemRun;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;

/** The work of re-syncs. */
@ApplicationScoped
public class ResyncWork implements JobWork {

  @Inject private DeliveryWork work;
  @Inject private SubscriptionStore subscriptions;

  @Override
  public JobKind kind() {
    return JobKind.RESYNC;
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    return work.resync(item);
  }

  /** Takes back what an item had begun that a crash kept from ending it itself. */
  void ended(@Observes JobEnded end) {
    if (end.kind() == JobKind.RESYNC) {
      subscriptions.cancelGenerations(end.jobId(), Instant.now());
    }
  }
}
