package org.sluice.delivery.resync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;

/** The work of retries. */
@ApplicationScoped
public class DeliveryRetryWork implements JobWork {

  @Inject private DeliveryWork work;

  @Override
  public JobKind kind() {
    return JobKind.DELIVERY_RETRY;
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    return work.retry(item);
  }
}
