package org.sluice.configsource.hook;

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
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;

/** The timers of listeners; none does more than wake what does the work. */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ListenerSchedule {

  @Inject private ListenerPost post;
  @Inject private Executors executors;

  private SingleFlight look;
  private SingleFlight sweep;

  @PostConstruct
  void prepare() {
    look = new SingleFlight(executors.housekeeping(), post::look);
    sweep = new SingleFlight(executors.housekeeping(), post::sweep);
  }

  /** Whose pause is over is told. */
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  public void everyFiveSeconds() {
    look.wake();
  }

  /** What an event missed is found, after a start as ever. */
  @Schedule(hour = "*", minute = "*", second = "2/30", persistent = false)
  public void everyHalfMinute() {
    sweep.wake();
  }
}
