package org.sluice.fleet.bulk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** The work of deletions: one repository with its mirror, unless something still needs it. */
@ApplicationScoped
public class DeletionWork implements JobWork {

  @Inject private RegistryService registry;
  @Inject private FleetService fleet;

  @Override
  public JobKind kind() {
    return JobKind.DELETION;
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Optional<RepositoryRecord> found = registry.find(item.subjectId());
    if (found.isEmpty()) {
      return ItemOutcome.skipped("it was deleted already");
    }
    try {
      fleet.deleteFor(item.requestedBy(), found.get());
      return ItemOutcome.succeeded("deleted");
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.NOT_FOUND) {
        return ItemOutcome.failed("RENAMED", "It was given another name meanwhile.");
      }
      return ItemOutcome.failed(refused.kind().name(), refused.getMessage());
    }
  }
}
