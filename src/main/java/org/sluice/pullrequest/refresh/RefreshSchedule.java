package org.sluice.pullrequest.refresh;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.account.ForgeAccountUsable;
import org.sluice.registry.status.RefreshColumns;

/**
 * The timers of refreshes: one asks what is due and enqueues it, one forgets what ended long ago.
 *
 * <p>A tick costs one query by an index and what is due, however large the fleet is.
 */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RefreshSchedule {

  private static final System.Logger LOG = System.getLogger(RefreshSchedule.class.getName());

  @Inject private RefreshService refreshes;
  @Inject private RefreshRecovery recovery;
  @Inject private RefreshColumns columns;
  @Inject private RefreshRecord record;
  @Inject private Settings settings;

  @PostConstruct
  void start() {
    recovery.takeBackMarks();
  }

  /** A forge takes a token again, or for the first time: what waited for it is due. */
  public void accountUsable(@Observes ForgeAccountUsable account) {
    columns.wake(account.id(), account.forge(), account.defaultOf(), Instant.now());
  }

  /** Enqueues what is due. */
  @Schedule(hour = "*", minute = "*", second = "7/15", persistent = false)
  public void tick() {
    if (settings.refreshEnabled()) {
      quietly("enqueue due refreshes", refreshes::refreshDue);
    }
  }

  /** Takes back marks whose job has ended unheard. */
  @Schedule(hour = "*", minute = "*", second = "40", persistent = false)
  public void mend() {
    quietly("look after marks of ended refreshes", recovery::takeBackMarks);
  }

  /** Forgets pull requests that were merged or closed long ago. */
  @Schedule(hour = "3", minute = "40", persistent = false)
  public void clean() {
    quietly(
        "forget ended pull requests",
        () -> {
          Instant before = Instant.now().minus(settings.refreshKeptFor());
          int forgotten;
          do {
            forgotten = record.forgetEnded(before);
          } while (forgotten > 0);
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
