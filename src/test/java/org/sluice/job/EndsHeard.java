package org.sluice.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Hears of ended jobs, as a room above would. */
@ApplicationScoped
public class EndsHeard {

  private static final Map<UUID, JobEnded> HEARD = new ConcurrentHashMap<>();

  void hear(@Observes JobEnded ended) {
    HEARD.put(ended.jobId(), ended);
  }

  static JobEnded of(UUID jobId) {
    return HEARD.get(jobId);
  }
}
