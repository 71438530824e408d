package org.sluice.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.sluice.notification.channel.MessageStore;

/**
 * Meters of what is still to be told and to be sent, counted anew every {@link #FRESH} at most;
 * what was sent is counted where it is sent.
 */
@ApplicationScoped
public class NotificationMetrics {

  private static final Duration FRESH = Duration.ofSeconds(10);

  @Inject private MeterRegistry meters;
  @Inject private NoticeStore notices;
  @Inject private MessageStore messages;

  private Picture picture = new Picture(Instant.MIN, 0, 0);

  private record Picture(Instant at, long announced, long pending) {}

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    Gauge.builder("sluice.notices.announced", () -> picture().announced())
        .description("Notices that were announced and are not told yet")
        .register(meters);
    Gauge.builder("sluice.notifications.pending", () -> picture().pending())
        .description("Messages to channels that are still to be sent")
        .register(meters);
  }

  private synchronized Picture picture() {
    Instant now = Instant.now();
    if (picture.at().isBefore(now.minus(FRESH))) {
      picture = new Picture(now, notices.countAnnounced(), messages.countPending());
    }
    return picture;
  }
}
