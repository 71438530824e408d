package org.sluice.mirror;

import jakarta.annotation.PostConstruct;
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
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.platform.settings.Settings;

/**
 * The timers of mirrors: one asks what is due and enqueues it, one forgets old history.
 *
 * <p>A tick costs one indexed query and what is due, however large the fleet is. The first one
 * comes within seconds of the start, so that what fell due while the server was down runs at once.
 */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class MirrorSchedule {

  private static final Logger LOG = Logger.getLogger(MirrorSchedule.class.getName());

  @Inject private MirrorService mirrors;
  @Inject private MirrorRecovery recovery;
  @Inject private Settings settings;
  @Inject private HostWatch hosts;

  private Duration interval;

  @PostConstruct
  void start() {
    interval = settings.mirrorSyncInterval();
    recovery.takeBackMarks();
    hosts.refresh();
  }

  /** Reads how hosts stand, which others than the timer ask for too, and enqueues what is due. */
  @Schedule(hour = "*", minute = "*", second = "*/15", persistent = false)
  public void tick() {
    try {
      hosts.refresh();
      if (!settings.mirrorEnabled()) {
        return;
      }
      keepToInterval();
      mirrors.syncDue();
    } catch (RuntimeException failure) {
      // The next tick tries again; an escaping failure would make the container drop the timer.
      LOG.log(Level.WARNING, "could not enqueue due mirrors", failure);
    }
  }

  /** A shorter interval of the installation holds at once, not only after the next sync. */
  private void keepToInterval() {
    Duration now = settings.mirrorSyncInterval();
    Duration before = interval;
    interval = now;
    if (before != null && now.compareTo(before) < 0) {
      mirrors.bringForward(now);
    }
  }

  /** Takes back marks whose job has ended unheard. */
  @Schedule(hour = "*", minute = "*", persistent = false)
  public void mend() {
    try {
      recovery.takeBackMarks();
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, "could not look after marks of ended jobs", failure);
    }
  }

  /** Forgets runs that are older than jobs are kept, and folders whose repository is gone. */
  @Schedule(hour = "3", minute = "20", persistent = false)
  public void clean() {
    try {
      mirrors.forgetOldRuns(settings.jobRetention());
      recovery.sweepFolders();
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, "could not clean up after mirrors", failure);
    }
  }
}
