package org.sluice.delivery.courier;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.settings.Settings;

/** The timers of delivery; none does more than wake what does the work. */
@Singleton
@Startup
@DependsOn({"JobRecovery", "RuntimeSettings"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CourierSchedule {

  private static final System.Logger LOG = System.getLogger(CourierSchedule.class.getName());
  private static final int FORGOTTEN_AT_ONCE = 1000;

  @Inject private Courier courier;
  @Inject private DeliveryStore deliveries;
  @Inject private Settings settings;
  @Inject private Executors executors;

  private SingleFlight look;
  private SingleFlight sweep;
  private SingleFlight recovery;
  private SingleFlight forgetting;

  @PostConstruct
  void prepare() {
    look = new SingleFlight(executors.housekeeping(), courier::look);
    sweep = new SingleFlight(executors.housekeeping(), courier::sweep);
    recovery = new SingleFlight(executors.housekeeping(), courier::recover);
    forgetting = new SingleFlight(executors.housekeeping(), this::forget);
    recovery.wake();
  }

  /** What is due is run. */
  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  public void everySecond() {
    look.wake();
  }

  /** What an event missed is found, after a start as ever. */
  @Schedule(hour = "*", minute = "*", second = "7/30", persistent = false)
  public void everyHalfMinute() {
    sweep.wake();
  }

  /** Messages that ended long ago are forgotten. */
  @Schedule(hour = "3", minute = "50", persistent = false)
  public void nightly() {
    forgetting.wake();
  }

  private void forget() {
    Instant before = Instant.now().minus(settings.jobRetention());
    int forgotten = 0;
    for (int some = deliveries.forget(before, FORGOTTEN_AT_ONCE);
        some > 0;
        some = deliveries.forget(before, FORGOTTEN_AT_ONCE)) {
      forgotten += some;
    }
    deliveries.forgetAttempts(before);
    LOG.log(System.Logger.Level.DEBUG, "{0} messages were forgotten", forgotten);
  }

  @PreDestroy
  void stop() {
    courier.stop();
  }
}
