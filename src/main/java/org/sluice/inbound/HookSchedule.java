package org.sluice.inbound;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;

/** The timers of webhooks: one grants what waits, one forgets what is old. */
@Singleton
@DependsOn("JobRecovery")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HookSchedule {

  private static final System.Logger LOG = System.getLogger(HookSchedule.class.getName());
  private static final Duration REMEMBERED = Duration.ofDays(7);

  @Inject private Wishes wishes;
  @Inject private HookRows rows;

  /** Grants what waited for a job to end. */
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  public void grant() {
    quietly("grant what webhooks asked for", wishes::wake);
  }

  /** Forgets deliveries that nobody replays any more. */
  @Schedule(hour = "4", minute = "5", persistent = false)
  public void clean() {
    quietly("forget old deliveries", () -> rows.forgetBefore(Instant.now().minus(REMEMBERED)));
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
