package org.sluice.job.engine;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import org.sluice.job.row.Job;
import org.sluice.job.row.SeenJob;
import org.sluice.job.watch.JobLookup;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;

/**
 * Puts active jobs right at the start of the server and lets go of them at its stop.
 *
 * <p>Work begins with the first sweep, which a timer makes once everything has started; so rooms
 * that put their own rows right at start-up ({@code @DependsOn("JobRecovery")}) do so before.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobRecovery {

  private static final System.Logger LOG = System.getLogger(JobRecovery.class.getName());

  @Inject private JobLookup lookup;
  @Inject private JobStore store;
  @Inject private ProgressBoard board;
  @Inject private Dispatcher dispatcher;
  @Inject private OutcomeWriter writer;
  @Inject private JobStreams streams;
  @Inject private Commits commits;

  /** Makes what ran pending again and finishes what was being cancelled. */
  @PostConstruct
  public void recover() {
    List<SeenJob> active = lookup.active();
    for (SeenJob seen : active) {
      try {
        store.recover(seen.job().id()).ifPresent(job -> takeOver(job, seen));
      } catch (RuntimeException failed) {
        LOG.log(
            System.Logger.Level.ERROR,
            "job=" + seen.job().id() + " could not be put right after the restart",
            failed);
      }
    }
    if (!active.isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "{0} jobs go on after the restart", active.size());
    }
  }

  private void takeOver(Job job, SeenJob seen) {
    if (job.status().ended()) {
      commits.announceEnd(job);
    } else {
      board.open(job, seen.namespaces());
    }
  }

  @PreDestroy
  void stop() {
    streams.closeAll();
    dispatcher.stop();
    writer.flush();
  }
}
