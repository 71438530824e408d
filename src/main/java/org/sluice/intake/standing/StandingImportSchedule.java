package org.sluice.intake.standing;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.registry.account.ForgeAccountUsable;

/** The timer of standing imports: it asks what is due and enqueues it. */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StandingImportSchedule {

  private static final System.Logger LOG = System.getLogger(StandingImportSchedule.class.getName());

  @Inject private StandingImportService standing;
  @Inject private StandingImportStore store;

  /** A forge takes a token again: what failed with the one before is due. */
  public void accountUsable(@Observes ForgeAccountUsable account) {
    store.wake(account.id(), Instant.now());
  }

  /** Enqueues what is due; the next time tries again what does not work now. */
  @Schedule(hour = "*", minute = "*", second = "22/30", persistent = false)
  public void tick() {
    try {
      standing.runDue();
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.CONFLICT) {
        LOG.log(System.Logger.Level.WARNING, "could not enqueue due standing imports", refused);
      }
    } catch (RuntimeException failure) {
      // An escaping failure would make the container drop the timer.
      LOG.log(System.Logger.Level.WARNING, "could not enqueue due standing imports", failure);
    }
  }
}
