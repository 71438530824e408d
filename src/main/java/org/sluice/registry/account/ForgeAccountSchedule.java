package org.sluice.registry.account;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;

/** The timer that looks after the ends of tokens. */
@Singleton
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ForgeAccountSchedule {

  private static final System.Logger LOG = System.getLogger(ForgeAccountSchedule.class.getName());

  @Inject private KeptForgeAccounts kept;

  /** Ends what has expired, and warns of what soon will. */
  @Schedule(hour = "*", minute = "7", persistent = false)
  public void lookAtEnds() {
    try {
      kept.lookAtEnds(Instant.now());
    } catch (RuntimeException failure) {
      // The next hour tries again; an escaping failure would make the container drop the timer.
      LOG.log(System.Logger.Level.WARNING, "could not look at the ends of tokens", failure);
    }
  }
}
