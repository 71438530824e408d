package org.sluice.intake.work;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.platform.settings.Settings;

/** The timers of imports: one follows up what ended unheard, one forgets old lists. */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class IntakeSchedule {

  private static final System.Logger LOG = System.getLogger(IntakeSchedule.class.getName());

  @Inject private FollowUp followUp;
  @Inject private ImportLines lines;
  @Inject private Settings settings;

  /** Follows up imports that have ended unheard. */
  @Schedule(hour = "*", minute = "*", second = "50", persistent = false)
  public void mend() {
    quietly("follow up imports", followUp::catchUp);
  }

  /** Forgets lists that are older than jobs are kept. */
  @Schedule(hour = "3", minute = "45", persistent = false)
  public void clean() {
    quietly(
        "forget old lists",
        () -> {
          Instant before = Instant.now().minus(settings.jobRetention());
          boolean more;
          do {
            more = lines.forgetOne(before);
          } while (more);
        });
  }

  /** The next time tries again; an escaping failure would make the container drop the timer. */
  private static void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "could not " + what, failure);
    }
  }
}
