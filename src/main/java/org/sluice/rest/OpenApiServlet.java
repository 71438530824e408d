package org.sluice.rest;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/**
 * Serves the OpenAPI document of the REST API at {@code /openapi}: YAML, or JSON for {@code
 * ?format=json} and for an {@code Accept} that names it, as MicroProfile OpenAPI has it.
 *
 * <p>The document is written at build time from the annotations, so that both servers tell the
 * same.
 */
@WebServlet(name = "openapi", urlPatterns = "/openapi")
public class OpenApiServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean json = json(request.getParameter("format"), request.getHeader("Accept"));
    try (InputStream document =
        OpenApiServlet.class.getResourceAsStream(json ? "openapi.json" : "openapi.yaml")) {
      response.setContentType(json ? "application/json" : "application/yaml");
      document.transferTo(response.getOutputStream());
    }
  }

  private static boolean json(String format, String accept) {
    return format == null
        ? accept != null && accept.contains("application/json")
        : format.equalsIgnoreCase("json");
  }
}
