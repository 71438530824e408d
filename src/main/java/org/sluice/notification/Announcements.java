package org.sluice.notification;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import org.sluice.platform.Notice;

/**
 * Hears what rooms announce: keeps it in their transaction, and has it told after the commit.
 *
 * <p>That the second part may be lost with the process does no harm: a timer tells what was left.
 */
@ApplicationScoped
public class Announcements {

  @Inject private NoticeStore store;
  @Inject private Telling telling;

  // Where there is no transaction, both are called at once: first this one.
  void keep(@Observes @Priority(Interceptor.Priority.APPLICATION) Notice announced) {
    store.announce(StoredNotice.of(announced));
  }

  void committed(
      @Observes(during = TransactionPhase.AFTER_SUCCESS)
          @Priority(Interceptor.Priority.APPLICATION + 500)
          Notice announced) {
    telling.wake();
  }
}
