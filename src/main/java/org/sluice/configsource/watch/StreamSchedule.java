package org.sluice.configsource.watch;

import jakarta.annotation.PreDestroy;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The timers of the event streams of sources. */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StreamSchedule {

  private static final Logger LOG = Logger.getLogger(StreamSchedule.class.getName());

  @Inject private SourceStreams streams;

  /** Sends what the throttle held back. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void tick() {
    safely(streams::tick);
  }

  /** Keeps connections alive. */
  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  public void heartbeat() {
    safely(streams::heartbeat);
  }

  @PreDestroy
  void stop() {
    streams.closeAll();
  }

  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      // An escaping failure would make the container drop the timer.
      LOG.log(Level.WARNING, "could not look after event streams", failure);
    }
  }
}
