package org.sluice.notification;

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
import java.time.Instant;
import org.sluice.notification.channel.Postman;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.settings.Settings;

/**
 * The room's timers; none does more than wake what does the work. The first sweep after a start
 * goes on with whatever the process before it left.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NotificationSchedule {

  private static final System.Logger LOG = System.getLogger(NotificationSchedule.class.getName());

  @Inject private Telling telling;
  @Inject private Postman postman;
  @Inject private NoticeStore store;
  @Inject private UnreadCounts unread;
  @Inject private Settings settings;
  @Inject private Executors executors;

  private SingleFlight sweep;
  private SingleFlight retention;

  @PostConstruct
  void prepare() {
    sweep = new SingleFlight(executors.housekeeping(), postman::sweep);
    retention = new SingleFlight(executors.housekeeping(), this::deleteOld);
  }

  /** What was left to be told is told, and what is due by now is sent. */
  @Schedule(hour = "*", minute = "*", second = "*/5", persistent = false)
  public void everyFiveSeconds() {
    telling.wake();
    sweep.wake();
  }

  /** Old notices go. */
  @Schedule(hour = "3", minute = "25", persistent = false)
  public void nightly() {
    retention.wake();
  }

  private void deleteOld() {
    Instant before = Instant.now().minus(settings.noticeRetention());
    int deleted = 0;
    int some;
    do {
      some = store.deleteBefore(before);
      deleted += some;
    } while (some == NoticeStore.PORTION);
    unread.changed();
    LOG.log(System.Logger.Level.INFO, "{0} notices from before {1} deleted", deleted, before);
  }
}
