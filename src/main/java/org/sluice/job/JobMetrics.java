package org.sluice.job;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.ToIntFunction;

/**
 * Meters of the engine: jobs that have not ended, their items by state, how many may run at once,
 * and who watches. Read from memory at each scrape.
 */
@ApplicationScoped
public class JobMetrics {

  @Inject private MeterRegistry meters;
  @Inject private JobService jobs;

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    gauge("sluice.jobs.active", "Jobs that have not ended", JobService.Figures::activeJobs)
        .register(meters);
    items("pending", JobService.Figures::pendingItems);
    items("running", JobService.Figures::runningItems);
    gauge(
            "sluice.job.concurrency",
            "Items that this node runs at once at most",
            JobService.Figures::concurrency)
        .register(meters);
    gauge("sluice.job.streams", "Event streams that are open", JobService.Figures::openStreams)
        .register(meters);
  }

  private void items(String state, ToIntFunction<JobService.Figures> figure) {
    gauge("sluice.job.items", "Items of jobs that have not ended, by state", figure)
        .tag("state", state)
        .register(meters);
  }

  private Gauge.Builder<?> gauge(
      String name, String description, ToIntFunction<JobService.Figures> figure) {
    return Gauge.builder(name, () -> figure.applyAsInt(jobs.figures())).description(description);
  }
}
