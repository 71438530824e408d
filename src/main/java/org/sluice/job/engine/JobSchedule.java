package org.sluice.job.engine;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.settings.Settings;

/** The room's timers; none does more than wake what does the work. */
@Singleton
@Startup
@DependsOn("JobRecovery")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobSchedule {

  private static final System.Logger LOG = System.getLogger(JobSchedule.class.getName());
  private static final Duration SHOWN_AFTER_END = Duration.ofSeconds(30);
  private static final int DELETE_AT_ONCE = 50;

  /** Time in which people may still ask whether the timer works at all. */
  private static final Duration UNEVENTFUL_KEPT = Duration.ofDays(1);

  @Inject private Dispatcher dispatcher;
  @Inject private OutcomeWriter writer;
  @Inject private JobStreams streams;
  @Inject private ProgressBoard board;
  @Inject private JobStore store;
  @Inject private Settings settings;
  @Inject private Executors executors;

  private SingleFlight sweep;
  private SingleFlight retention;
  private volatile boolean swept;

  @PostConstruct
  void prepare() {
    sweep = new SingleFlight(executors.housekeeping(), dispatcher::sweep);
    retention = new SingleFlight(executors.housekeeping(), this::deleteOld);
  }

  /** What was held back goes out; the first time, what was left before the restart goes on. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void everySecond() {
    safely(dispatcher::showProgress);
    safely(streams::tick);
    safely(writer::retry);
    if (!swept) {
      swept = true;
      safely(sweep::wake);
    }
  }

  /** Work that nobody knows of is found, and ended jobs leave the board. */
  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  public void everyTenSeconds() {
    safely(sweep::wake);
    safely(() -> board.evictEndedBefore(Instant.now().minus(SHOWN_AFTER_END)));
  }

  /** Dead connections show. */
  @Schedule(hour = "*", minute = "*", second = "*/15", persistent = false)
  public void everyFifteenSeconds() {
    safely(streams::heartbeat);
  }

  /** Old jobs go. */
  @Schedule(hour = "3", minute = "17", persistent = false)
  public void nightly() {
    safely(retention::wake);
  }

  /** What a timer throws may end it for ever, so it throws nothing. */
  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failed) {
      LOG.log(System.Logger.Level.ERROR, "a timer failed; it goes on", failed);
    }
  }

  private void deleteOld() {
    Instant before = Instant.now().minus(settings.jobRetention());
    int deleted = repeat(() -> store.deleteEndedBefore(before, DELETE_AT_ONCE));
    LOG.log(System.Logger.Level.INFO, "{0} jobs that ended before {1} deleted", deleted, before);
    Instant recent = Instant.now().minus(UNEVENTFUL_KEPT);
    int uneventful = repeat(() -> store.deleteUneventfulBefore(recent, DELETE_AT_ONCE));
    LOG.log(System.Logger.Level.INFO, "{0} scheduled jobs without a trace deleted", uneventful);
  }

  private static int repeat(IntSupplier portion) {
    int all = 0;
    int some;
    do {
      some = portion.getAsInt();
      all += some;
    } while (some == DELETE_AT_ONCE);
    return all;
  }
}
