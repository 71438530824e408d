package org.sluice.configsource.follow;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;

/** Meters of following: rounds by source and outcome, age, errors and commits of the sources. */
@ApplicationScoped
public class FollowMetrics {

  @Inject private MeterRegistry meters;
  @Inject private SourceBoard board;

  private MultiGauge ages;
  private MultiGauge errors;
  private MultiGauge commits;
  private List<Shown> shown = List.of();

  /** By what a source is shown. */
  private record Shown(String source, String commit) {}

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    ages =
        MultiGauge.builder("sluice.config.seconds.since.refresh")
            .description("Time since the last round of a configuration source that succeeded")
            .register(meters);
    errors =
        MultiGauge.builder("sluice.config.error")
            .description("Whether the last round of a configuration source failed")
            .register(meters);
    commits =
        MultiGauge.builder("sluice.config.info")
            .description("Commit that a configuration source serves")
            .register(meters);
  }

  void ended(String source, String outcome, Duration took) {
    meters.counter("sluice.config.refresh", "source", source, "outcome", outcome).increment();
    meters.timer("sluice.config.refresh.seconds").record(took);
  }

  /** Has the gauges show the sources that there are now. */
  synchronized void show() {
    List<SourceSnapshot> all = board.all();
    List<Shown> now =
        all.stream()
            .map(each -> new Shown(each.source().name(), each.source().state().commit()))
            .toList();
    if (now.equals(shown)) {
      return;
    }
    shown = now;
    ages.register(
        all.stream()
            .map(each -> each.source().name())
            .map(name -> MultiGauge.Row.of(Tags.of("source", name), name, this::age))
            .toList(),
        true);
    errors.register(
        all.stream()
            .map(each -> each.source().name())
            .map(name -> MultiGauge.Row.of(Tags.of("source", name), name, this::error))
            .toList(),
        true);
    commits.register(
        all.stream()
            .filter(each -> each.source().state().commit() != null)
            .map(
                each ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "source",
                            each.source().name(),
                            "commit",
                            each.source().state().commit()),
                        1))
            .toList(),
        true);
  }

  private double age(String source) {
    return board
        .find(source)
        .flatMap(each -> each.age(Instant.now()))
        .map(age -> age.toMillis() / 1000.0)
        .orElse(Double.NaN);
  }

  private double error(String source) {
    return board
        .find(source)
        .map(each -> each.source().state().errorKind() == null ? 0.0 : 1.0)
        .orElse(Double.NaN);
  }
}
