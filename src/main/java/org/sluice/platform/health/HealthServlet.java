package org.sluice.platform.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
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
  private static final ObjectMapper MAPPER = new ObjectMapper();
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
    ArrayNode checks = JsonNodeFactory.instance.arrayNode();
    for (HealthCheck check : wanted) {
      HealthCheckResponse result = result(check);
      up &= result.getStatus() == Status.UP;
      ObjectNode told = checks.addObject();
      told.put("name", result.getName()).put("status", result.getStatus().toString());
      result.getData().ifPresent(data -> told.set("data", MAPPER.valueToTree(data)));
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("status", (up ? Status.UP : Status.DOWN).toString()).set("checks", checks);
    byte[] json = MAPPER.writeValueAsBytes(answer);
    response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  /** What a check answers; made without the server, since one of them brings no factory for it. */
  static HealthCheckResponse check(String name, boolean up) {
    return new HealthCheckResponse(name, up ? Status.UP : Status.DOWN, Optional.empty());
  }

  private static HealthCheckResponse result(HealthCheck check) {
    try {
      return check.call();
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, failure, () -> "health check " + check + " failed");
      return check("unknown", false);
    }
  }
}
