package org.sluice.mirror.care;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.git.disk.MirrorFolders;

/**
 * The timer of maintenance. A tick costs one indexed query and a look at the disk; the work itself
 * is done elsewhere.
 */
@Singleton
@Startup
@DependsOn("JobRecovery")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CareSchedule {

  private static final Logger LOG = Logger.getLogger(CareSchedule.class.getName());

  @Inject private CareRound round;
  @Inject private DiskWatch disk;
  @Inject private MirrorFolders folders;

  /** A mirror that a kill left between two places is in one of them before anybody asks for it. */
  @PostConstruct
  void start() {
    safely(folders::endRepairs);
  }

  @PreDestroy
  void stop() {
    round.stop();
  }

  /** Looks after what is due. */
  @Schedule(hour = "*", minute = "*", second = "7/15", persistent = false)
  public void tick() {
    safely(disk::look);
    safely(round::begin);
  }

  /** What a timer throws may end it for ever, so it throws nothing. */
  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failed) {
      LOG.log(Level.WARNING, "maintenance failed; it goes on", failed);
    }
  }
}
