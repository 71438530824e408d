package org.sluice.serving;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks after clients, so that one that stalls does not keep its place for ever. */
@ApplicationScoped
public class ClientWatch {

  private static final Duration RAREST_LOOK = Duration.ofSeconds(5);

  private final ScheduledThreadPoolExecutor looks;

  /** Starts its one thread when it is first needed. */
  public ClientWatch() {
    looks =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sluice-client-watch");
              thread.setDaemon(true);
              return thread;
            });
    looks.setRemoveOnCancelPolicy(true);
  }

  @PreDestroy
  void stop() {
    looks.shutdownNow();
  }

  /**
   * Begins to watch the client that the present thread answers, until it is closed.
   *
   * @param idle longest time that a read or a write may take
   * @param total longest time for all of it
   */
  WatchedClient watch(Duration idle, Duration total) {
    WatchedClient client = new WatchedClient(Thread.currentThread(), idle, total);
    Duration shorter = idle.compareTo(total) < 0 ? idle : total;
    long every = Math.max(1, Math.min(shorter.dividedBy(4).toMillis(), RAREST_LOOK.toMillis()));
    Future<?> looking =
        looks.scheduleAtFixedRate(client::look, every, every, TimeUnit.MILLISECONDS);
    client.whenClosed(() -> looking.cancel(false));
    return client;
  }
}
