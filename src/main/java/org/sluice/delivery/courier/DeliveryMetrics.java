package org.sluice.delivery.courier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import org.sluice.delivery.run.RunEnd;
import org.sluice.delivery.run.RunWatch;
import org.sluice.platform.Inside;

/** Counts what runs of deliveries do. */
@ApplicationScoped
@Inside
public class DeliveryMetrics {

  @Inject private MeterRegistry meters;
  @Inject private Turns turns;

  private Counter files;
  private Counter bytes;

  @PostConstruct
  void prepare() {
    files = meters.counter("sluice.delivery.files");
    bytes = meters.counter("sluice.delivery.bytes");
    Gauge.builder("sluice.delivery.runs.active", turns, Turns::size).register(meters);
  }

  /** Counts what a run has taken, for nobody else. */
  RunWatch watch() {
    return also(RunWatch.NOBODY);
  }

  /** Counts what a run has taken, and shows it to another. */
  public RunWatch also(RunWatch other) {
    return new RunWatch() {
      @Override
      public void counted(int total, int arrived, int toSend) {
        other.counted(total, arrived, toSend);
      }

      @Override
      public void taken(String path, boolean arrived, long size) {
        sent(size);
        other.taken(path, arrived, size);
      }
    };
  }

  /** Counts a message about a file that was taken. */
  public void sent(long size) {
    files.increment();
    bytes.increment(size);
  }

  /** Counts a run that ended. */
  public void ended(RunEnd end) {
    meters
        .counter("sluice.delivery.runs", "state", end.state().name().toLowerCase(Locale.ROOT))
        .increment();
  }
}
