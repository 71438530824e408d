package org.sluice.configsource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.sluice.configsource.board.SourceBoard;

/** Always ready: a source that is stale still serves what it has. Its data names those that are. */
@Readiness
@ApplicationScoped
public class ConfigurationReady implements HealthCheck {

  private static final int MOST_NAMED = 50;

  @Inject private SourceBoard board;

  @Override
  public HealthCheckResponse call() {
    Instant now = Instant.now();
    Map<String, Object> degraded = new TreeMap<>();
    board.all().stream()
        .filter(each -> each.isStale(now))
        .limit(MOST_NAMED)
        .forEach(each -> degraded.put(each.source().name(), "DEGRADED"));
    return new HealthCheckResponse(
        "configuration",
        HealthCheckResponse.Status.UP,
        degraded.isEmpty() ? Optional.empty() : Optional.of(degraded));
  }
}
