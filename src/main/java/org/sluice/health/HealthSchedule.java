package org.sluice.health;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.sluice.platform.settings.Settings;

/** The timer that forgets old history. */
@Singleton
@DependsOn("SchemaMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HealthSchedule {

  private static final System.Logger LOG = System.getLogger(HealthSchedule.class.getName());

  @Inject private HealthService health;
  @Inject private Settings settings;

  /** Forgets it. */
  @Schedule(hour = "3", minute = "50", persistent = false)
  public void clean() {
    try {
      health.forgetOld(settings.jobRetention());
    } catch (RuntimeException failure) {
      // Tomorrow tries again; an escaping failure would make the container drop the timer.
      LOG.log(System.Logger.Level.WARNING, "could not forget old health", failure);
    }
  }
}
