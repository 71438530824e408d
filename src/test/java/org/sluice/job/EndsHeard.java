package org.sluice.job;

import jakarta.annotation.Priority;
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

  /** An observer that is told before and always fails for one kind. */
  void fail(@Observes @Priority(1) JobEnded ended) {
    if (ended.kind() == JobKind.IMPORT) {
      throw new IllegalStateException("planted");
    }
  }

  static JobEnded of(UUID jobId) {
    return HEARD.get(jobId);
  }
}
