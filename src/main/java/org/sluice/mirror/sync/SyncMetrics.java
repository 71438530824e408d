package org.sluice.mirror.sync;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.status.MirrorStatus;

/**
 * Meters of mirrors: syncs and pushes by outcome with their durations, mirrors by state, and the
 * age of the oldest success.
 *
 * <p>Gauges read one shared picture of the registry that is at most {@link #FRESH} old, so that a
 * scrape costs two indexed queries, however many gauges there are.
 */
@ApplicationScoped
public class SyncMetrics {

  private static final Duration FRESH = Duration.ofSeconds(10);

  @Inject private MeterRegistry meters;
  @Inject private MirrorColumns columns;

  private Picture picture = new Picture(Instant.MIN, Map.of(), Double.NaN);

  private record Picture(Instant at, Map<MirrorStatus, Long> byStatus, double oldest) {}

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    for (MirrorStatus status : MirrorStatus.values()) {
      Gauge.builder("sluice.mirrors", () -> picture().byStatus().getOrDefault(status, 0L))
          .description("Mirrors by state")
          .tag("status", status.name().toLowerCase(java.util.Locale.ROOT))
          .register(meters);
    }
    Gauge.builder("sluice.mirrors.oldest.success.age", () -> picture().oldest())
        .description("Age of the last success of the mirror that is longest without one")
        .baseUnit("seconds")
        .register(meters);
  }

  void ended(String outcome, Instant began) {
    meters.timer("sluice.sync", "outcome", outcome).record(Duration.between(began, Instant.now()));
  }

  void pushed(String outcome, Instant began) {
    meters.timer("sluice.push", "outcome", outcome).record(Duration.between(began, Instant.now()));
  }

  private synchronized Picture picture() {
    Instant now = Instant.now();
    if (picture.at().isBefore(now.minus(FRESH))) {
      double oldest =
          columns
              .oldestSync()
              .map(at -> (double) Duration.between(at, now).toSeconds())
              .orElse(Double.NaN);
      picture = new Picture(now, columns.countByStatus(), oldest);
    }
    return picture;
  }
}
