package org.sluice.configsource.follow;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.platform.settings.Settings;

/**
 * The timer of configuration sources: looks each second, in memory, which of them are due.
 *
 * <p>It goes on whatever fails, and is not stopped by {@code sluice.mirror.enabled}.
 */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Follower {

  private static final Logger LOG = Logger.getLogger(Follower.class.getName());
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Inject private Following following;
  @Inject private FollowRecord record;
  @Inject private FollowMetrics metrics;
  @Inject private Settings settings;

  @PostConstruct
  void start() {
    following.load();
  }

  /** Begins the rounds that are due. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void tick() {
    try {
      following.tick();
      metrics.show();
    } catch (RuntimeException failure) {
      // The next tick tries again; an escaping failure would make the container drop the timer.
      LOG.log(Level.WARNING, "could not follow configuration sources", failure);
    }
  }

  /** Forgets changes that are older than jobs are kept. */
  @Schedule(hour = "3", minute = "40", persistent = false)
  public void clean() {
    try {
      record.forget(settings.jobRetention());
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, "could not clean up after configuration sources", failure);
    }
  }

  @PreDestroy
  void stop() {
    following.stop(GRACE);
  }
}
