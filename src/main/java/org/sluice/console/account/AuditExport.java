package org.sluice.console.account;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sluice.audit.AuditLines;
import org.sluice.audit.AuditLog;
import org.sluice.audit.AuditView;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.rest.PageQuery;

/**
 * Hands the record, as far as the filters of the page let it through, to an administrator as a
 * file: the API's own export takes no session.
 */
@WebServlet("/ui/export/audit.jsonl")
public class AuditExport extends HttpServlet {

  private static final long serialVersionUID = 1L;

  @Inject private AuditLog audit;
  // Asked anew by each request: a servlet outlives them.
  @Inject private Provider<Caller> caller;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!caller.get().administers()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    Map<String, String> filters = new HashMap<>();
    for (String name : AuditLog.FILTERS) {
      String value = request.getParameter(name);
      if (value != null && !value.isBlank()) {
        filters.put(name, value);
      }
    }
    String text = request.getParameter("q");
    PageQuery query =
        new PageQuery(
            1, 1, List.of(), text == null || text.isBlank() ? null : text.strip(), filters);
    List<AuditView> first;
    try {
      first = audit.after(query, null);
    } catch (DomainException badFilter) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    response.setContentType(AuditLines.TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Disposition", "attachment; filename=\"audit.jsonl\"");
    AuditLines.write(audit, query, first, response.getOutputStream());
  }
}
