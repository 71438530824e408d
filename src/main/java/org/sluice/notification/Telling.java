package org.sluice.notification;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.sluice.notification.channel.Postman;
import org.sluice.platform.Executors;
import org.sluice.platform.SingleFlight;
import org.sluice.platform.database.UniqueViolation;

/** Makes notices and messages of what was announced, a portion at a time, one after the other. */
@ApplicationScoped
public class Telling {

  private static final System.Logger LOG = System.getLogger(Telling.class.getName());

  @Inject private NoticeStore store;
  @Inject private UnreadCounts unread;
  @Inject private Postman postman;
  @Inject private Executors executors;

  private SingleFlight flight;

  @PostConstruct
  void prepare() {
    flight = new SingleFlight(executors.housekeeping(), this::tellAll);
  }

  /** Has what was announced told soon; never fails. */
  public void wake() {
    flight.wake();
  }

  private void tellAll() {
    List<StoredNotice> portion;
    boolean some;
    do {
      portion = store.announced();
      some = !portion.isEmpty() && tell(portion);
      if (some) {
        unread.changed();
        postman.sweep();
      }
    } while (some && portion.size() == NoticeStore.PORTION);
  }

  /** Whether anything of the portion could be told, or was found told. */
  private boolean tell(List<StoredNotice> portion) {
    try {
      store.tell(portion);
      return true;
    } catch (RuntimeException failed) {
      if (portion.size() > 1) {
        // One row that the database refuses must not hold up the others.
        boolean some = false;
        for (StoredNotice each : portion) {
          some |= tell(List.of(each));
        }
        return some;
      }
      // Another node that tells the same is no failure; the next round finds it told.
      boolean twice = UniqueViolation.isCauseOf(failed);
      LOG.log(
          twice ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
          "notice=" + portion.get(0).id() + " could not be told; trying again",
          failed);
      return false;
    }
  }
}
