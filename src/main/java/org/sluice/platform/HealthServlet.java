package org.sluice.platform;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Serves {@code /health} and its parts {@code live}, {@code ready} and {@code started}, in the
 * format of MicroProfile Health, on the application's port of both servers (one of them would serve
 * them on its management port only).
 *
 * <p>The checks are the beans that MicroProfile Health knows; each answers UP or DOWN without
 * detail that a stranger could use.
 */
@WebServlet(
    name = "health",
    urlPatterns = {"/health", "/health/live", "/health/ready", "/health/started"})
public class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(HealthServlet.class.getName());

  @Inject @Any private transient Instance<HealthCheck> all;
  @Inject @Liveness private transient Instance<HealthCheck> live;
  @Inject @Readiness private transient Instance<HealthCheck> ready;
  @Inject @Startup private transient Instance<HealthCheck> started;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Instance<HealthCheck> wanted =
        switch (request.getServletPath()) {
          case "/health/live" -> live;
          case "/health/ready" -> ready;
          case "/health/started" -> started;
          default -> all;
        };
    boolean up = true;
    List<String> checks = new ArrayList<>();
    for (HealthCheck check : wanted) {
      boolean passed = passes(check);
      up &= passed;
      checks.add(
          "{\"name\":\"" + name(check) + "\",\"status\":\"" + (passed ? "UP" : "DOWN") + "\"}");
    }
    response.setStatus(up ? 200 : 503);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response
        .getWriter()
        .write(
            "{\"status\":\""
                + (up ? "UP" : "DOWN")
                + "\",\"checks\":["
                + String.join(",", checks)
                + "]}");
  }

  private static boolean passes(HealthCheck check) {
    try {
      return check.call().getStatus() == HealthCheckResponse.Status.UP;
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, failure, () -> "health check " + name(check) + " failed");
      return false;
    }
  }

  private static String name(HealthCheck check) {
    String type = check.getClass().getSimpleName();
    int proxied = type.indexOf('$');
    return (proxied < 0 ? type : type.substring(0, proxied))
        .replaceAll("([a-z])([A-Z])", "$1-$2")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
