package org.sluice.platform.health;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.sluice.platform.SluiceHome;

/** Ready: the home, where the mirrors are, can be written. */
@Readiness
@ApplicationScoped
public class HomeReady implements HealthCheck {

  @Override
  public HealthCheckResponse call() {
    return HealthServlet.check("home", Files.isWritable(SluiceHome.folder()));
  }
}
