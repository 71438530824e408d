package org.sluice.configsource.serve;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.form.EnvironmentJson;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.signin.CallerProducer;
import org.sluice.rest.Problems;

/**
 * Serves {@code /config} as Spring Cloud Config Server does: it translates only, an address, who
 * asks, and the header fields of either side.
 */
@WebServlet(name = "config", urlPatterns = ConfigAddress.ROOT + "/*")
public class ConfigServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final int MOST_TOLD = 20;

  private static final Logger LOG = Logger.getLogger(ConfigServlet.class.getName());

  @Inject private transient CallerProducer callers;
  @Inject private transient ConfigReading reading;
  @Inject private transient ServeMetrics metrics;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    SourceSnapshot source = null;
    try {
      Caller caller = callers.caller();
      boolean usualLabel = request.getParameter("useDefaultLabel") != null;
      ConfigAddress address = ConfigAddress.of(pathOf(request), usualLabel);
      source = reading.source(caller, address.question());
      if (address.path() != null) {
        reading.requirePlainFiles(caller);
      }
      answer(request, response, source, address);
    } catch (DomainException refused) {
      refuse(request, response, refused);
    } catch (RuntimeException failed) {
      UUID incident = UUID.randomUUID();
      LOG.log(
          Level.SEVERE, failed, () -> "incident=" + incident + " path=" + request.getPathInfo());
      refuse(
          request,
          response,
          new DomainException(
              FailureKind.INTERNAL,
              "internal-error",
              "Something went wrong on our side. Incident " + incident + "."));
    }
    metrics.ended(source == null ? null : source.source().name(), response.getStatus());
  }

  /** The path below {@code /config} as it was sent; some server's own forms of it are repaired. */
  private static String pathOf(HttpServletRequest request) {
    String raw = request.getRequestURI();
    String before = request.getContextPath() + ConfigAddress.ROOT;
    return raw.startsWith(before) ? raw.substring(before.length()) : "";
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      SourceSnapshot source,
      ConfigAddress address)
      throws IOException {
    String commit = reading.commit(source, address.question().label());
    AnswerKey key =
        new AnswerKey(
            source.source().id(),
            source.source().version(),
            commit,
            ConfigReading.label(source, address.question()),
            address.question(),
            form(request, address),
            address.path(),
            !"false".equals(request.getParameter("resolvePlaceholders")));
    String tag = key.tag();
    tell(response, source, address.question().label(), commit, tag);
    if (isKnown(request.getHeader("If-None-Match"), tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    ServedAnswer answer = reading.served(source, key);
    answer.unread().stream()
        .limit(MOST_TOLD)
        .forEach(
            each ->
                response.addHeader(
                    "X-Config-Unreadable",
                    URLEncoder.encode(each, StandardCharsets.UTF_8).replace("+", " ")));
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(answer.contentType());
    response.setContentLength(answer.bytes().length);
    response.getOutputStream().write(answer.bytes());
  }

  private static AnswerKey.Form form(HttpServletRequest request, ConfigAddress address) {
    String accept = String.valueOf(request.getHeader("Accept"));
    if (address.path() != null) {
      return accept.contains("application/octet-stream")
          ? AnswerKey.Form.BYTES
          : AnswerKey.Form.TEXT;
    }
    if (address.flat() != null) {
      return switch (address.flat()) {
        case PROPERTIES -> AnswerKey.Form.PROPERTIES;
        case YAML -> AnswerKey.Form.YAML;
        case JSON -> AnswerKey.Form.JSON;
      };
    }
    return accept.contains(EnvironmentJson.WITH_ORIGINS)
        ? AnswerKey.Form.ORIGINS
        : AnswerKey.Form.DOCUMENTS;
  }

  private static void tell(
      HttpServletResponse response,
      SourceSnapshot source,
      String label,
      String commit,
      String tag) {
    Instant now = Instant.now();
    response.setHeader("ETag", tag);
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("Vary", "Accept, Authorization");
    response.setHeader("X-Config-Version", commit);
    source.age(now).ifPresent(age -> response.setHeader("Age", Long.toString(age.toSeconds())));
    if (source.isStale(label, now)) {
      response.setHeader("X-Config-Stale", "true");
    }
  }

  /** RFC 9110, section 13.1.2: by the weak comparison. */
  private static boolean isKnown(String ifNoneMatch, String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    for (String each : ifNoneMatch.split(",")) {
      String known = each.strip();
      if (known.equals("*") || known.equals(tag) || known.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, DomainException refused)
      throws IOException {
    if (!response.isCommitted()) {
      response.reset();
      Problems.send(refused, request.getRequestURI(), response);
    }
  }
}
