package org.sluice.fleet.bulk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.sluice.failure.DomainException;
import org.sluice.fleet.FleetService;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;

/** The work of deletions: one repository with its mirror, unless something still needs it. */
@ApplicationScoped
public class DeletionWork implements JobWork {

  @Inject private FleetService fleet;

  @Override
  public JobKind kind() {
    return JobKind.DELETION;
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    try {
      return fleet.deleteFor(item.requestedBy(), item.subjectId())
          ? ItemOutcome.succeeded("deleted")
          : ItemOutcome.skipped("it was deleted already");
    } catch (DomainException refused) {
      return ItemOutcome.failed(refused.kind().name(), refused.getMessage());
    }
  }
}
