package org.sluice.platform.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live: the process answers; whatever else is wrong, a restart would not mend it. */
@Liveness
@ApplicationScoped
public class ProcessLive implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    return HealthServlet.check("process", true);
  }
}
