package org.sluice.configsource.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests for configuration by source and status. */
@ApplicationScoped
class ServeMetrics {

  private static final int MOST = 20_000;

  @Inject private MeterRegistry meters;

  // To look a counter up in the registry takes longer than to answer from memory.
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

  private record Key(String source, int status) {}

  /**
   * Counts a request.
   *
   * @param source name of the source that answered; null if none did
   */
  void ended(String source, int status) {
    Key key = new Key(source == null ? "" : source, status);
    Counter counter = counters.get(key);
    if (counter == null) {
      counter =
          meters.counter(
              "sluice.config.requests", "source", key.source(), "status", Integer.toString(status));
      if (counters.size() < MOST) {
        counters.put(key, counter);
      }
    }
    counter.increment();
  }
}
