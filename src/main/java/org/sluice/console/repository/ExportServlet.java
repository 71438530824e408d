package org.sluice.console.repository;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.sluice.fleet.ExportFormat;
import org.sluice.fleet.ExportedRepository;
import org.sluice.fleet.FleetService;
import org.sluice.identity.Caller;

/**
 * Hands all repositories to whoever is signed in as a file: the API's own export takes no session.
 */
@WebServlet("/ui/export/*")
public class ExportServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String NAME = "/repositories.";

  @Inject private FleetService fleet;
  // Asked anew by each request: a servlet outlives them.
  @Inject private Provider<Caller> caller;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    Optional<ExportFormat> format =
        path != null && path.startsWith(NAME)
            ? ExportFormat.named(path.substring(NAME.length()))
            : Optional.empty();
    if (format.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    Iterator<List<ExportedRepository>> portions = fleet.export(caller.get());
    response.setContentType(format.get().mediaType());
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Disposition", format.get().disposition());
    format.get().write(portions, response.getOutputStream());
  }
}
