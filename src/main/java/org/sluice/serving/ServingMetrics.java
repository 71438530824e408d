package org.sluice.serving;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Meters of serving: requests by kind and outcome with their durations, bytes, what runs. */
@ApplicationScoped
public class ServingMetrics {

  @Inject private MeterRegistry meters;
  @Inject private ServingPlaces places;

  private Counter bytes;

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    Gauge.builder("sluice.serving.active", places::active)
        .description("Requests of Git clients that are answered now")
        .register(meters);
    Gauge.builder("sluice.serving.packs", places::packs)
        .description("Packs that are made for Git clients now")
        .register(meters);
    bytes =
        Counter.builder("sluice.serving.sent")
            .description("What Git clients were sent")
            .baseUnit("bytes")
            .register(meters);
  }

  /**
   * Counts a request.
   *
   * @param kind what it came to, in lower case
   * @param outcome how it ended
   */
  void ended(String kind, ServingOutcome outcome, long sent, Duration took) {
    meters.timer("sluice.serving", "kind", kind, "outcome", outcome.label()).record(took);
    bytes.increment(sent);
  }
}
