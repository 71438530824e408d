package org.sluice.platform.health;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.sluice.platform.settings.Settings;

/**
 * Serves {@code /metrics} in the text format of Prometheus, on the application's port of both
 * servers.
 *
 * <p>The figures are totals and name no repository; {@code sluice.metrics.protected} asks for an
 * account with the role {@code read} all the same.
 */
@WebServlet(name = "metrics", urlPatterns = "/metrics")
public class MetricsServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Meters meters;
  @Inject private transient Settings settings;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (settings.metricsProtected() && !request.isUserInRole("read")) {
      refuse(request, response);
      return;
    }
    byte[] text = meters.scrape().getBytes(StandardCharsets.UTF_8);
    response.setContentType("text/plain; version=0.0.4; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }

  private static void refuse(HttpServletRequest request, HttpServletResponse response) {
    if (request.getUserPrincipal() == null) {
      response.setHeader("WWW-Authenticate", "Basic realm=\"Sluice\", charset=\"UTF-8\"");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    }
    response.setContentLength(0);
  }
}
