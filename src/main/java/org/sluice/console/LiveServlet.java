package org.sluice.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.sluice.console.account.Me;
import org.sluice.console.delivery.DeliveryLive;
import org.sluice.console.repository.FleetLive;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.failure.FieldError;
import org.sluice.intake.NewImport;
import org.sluice.intake.reading.ListText;

/**
 * Answers the script of an open page, in the session of that page: what runs, how mirrors stand,
 * how many notices are unread, and what a click on a row or in the progress dialog asks for.
 *
 * <p>It is no second API: it speaks the page's language, knows only what the pages show, and takes
 * no token. Polling with entity tags was chosen over a push channel because it needs no thread or
 * connection per reader, survives every proxy, and a poll of a running job is answered from memory.
 * Rows are named by their ids here, never by their place in a table that may have moved meanwhile.
 */
@WebServlet(urlPatterns = "/ui/live/*", asyncSupported = true)
public class LiveServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger(LiveServlet.class.getName());
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_IDS = 200;
  private static final int MOST_BYTES = 256 * 1024;

  /** Header that only our own script sets; beside the check of the origin, a form cannot. */
  private static final String OURS = "X-Sluice-Console";

  @Inject private Live live;
  @Inject private DeliveryLive deliveries;
  @Inject private FleetLive repositories;
  @Inject private FiltersLive filters;
  @Inject private Me me;
  @Inject private Refusals refusals;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(
        request,
        response,
        path ->
            switch (path.get(0)) {
              case "jobs" -> jobs(path);
              case "mirrors" -> live.mirrors(ids(request));
              case "dashboard" -> live.dashboard();
              case "notices" -> live.notices();
              case "configuration" -> live.configuration(names(request));
              case "subscribers" -> deliveries.subscribers(ids(request));
              case "subscriptions" -> deliveries.subscriptions(ids(request));
              case "receivers" -> deliveries.receivers(given(request, "repository"));
              case "deliveries" -> deliveries.delivery(id(path.get(path.size() - 1)));
              case "repositories" -> live.repositories(given(request, "q"));
              case "filters" -> filters.of(given(request, "list"));
              case "namespaces" -> live.namespaces(given(request, "q"));
              case "schedule" -> live.schedule(given(request, "cron"), given(request, "timeZone"));
              default -> throw DomainException.notFound("thing to look at");
            });
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!"1".equals(request.getHeader(OURS))) {
      write(response, HttpServletResponse.SC_FORBIDDEN, JsonNodeFactory.instance.objectNode());
      return;
    }
    answer(
        request,
        response,
        path -> {
          if (path.get(0).equals("jobs") && path.size() == 3) {
            return live.change(id(path.get(1)), path.get(2));
          }
          if (path.get(0).equals("sync") && path.size() == 1) {
            return live.sync(body(request));
          }
          if (path.get(0).equals("refresh") && path.size() == 1) {
            return live.refresh(body(request));
          }
          if (path.get(0).equals("health-check") && path.size() == 1) {
            return live.check(body(request));
          }
          if (path.get(0).equals("filters")) {
            return path.size() == 3
                ? filters.change(id(path.get(1)), path.get(2), body(request))
                : filters.save(body(request));
          }
          if (path.get(0).equals("repositories") && path.size() == 2) {
            return repositories.act(path.get(1), body(request));
          }
          if (path.get(0).equals("import") && path.size() == 1) {
            NewImport list = list(request);
            return given(request, "dryRun").equals("true") ? live.preview(list) : live.bring(list);
          }
          if (path.get(0).equals("notices") && path.get(path.size() - 1).equals("read")) {
            return live.read(path.size() == 2 ? null : id(path.get(1)));
          }
          if (path.get(0).equals("subscribers") && path.size() == 3) {
            return deliveries.subscriber(id(path.get(1)), path.get(2));
          }
          if (path.get(0).equals("subscriptions") && path.size() == 3) {
            return deliveries.subscription(id(path.get(1)), path.get(2));
          }
          if (is(path, "deliveries", "redeliver")) {
            return deliveries.redeliver(id(path.get(1)));
          }
          if (is(path, "configuration", "refresh")) {
            return later(request, response, live.refreshSource(path.get(1)));
          }
          throw DomainException.notFound("thing to do");
        });
  }

  /** Whether something is to be done with one thing of a kind. */
  private static boolean is(List<String> path, String kind, String act) {
    return path.size() == 3 && path.get(0).equals(kind) && path.get(2).equals(act);
  }

  private ObjectNode jobs(List<String> path) {
    if (path.size() == 1) {
      return live.jobs();
    }
    UUID job = id(path.get(1));
    return path.size() == 3 && path.get(2).equals("check") ? live.checkAfter(job) : live.job(job);
  }

  /**
   * Has the request answered when what is coming is there; no thread waits for it.
   *
   * @return null: there is no answer yet
   */
  private static ObjectNode later(
      HttpServletRequest request,
      HttpServletResponse response,
      CompletionStage<ObjectNode> coming) {
    AsyncContext suspended = request.startAsync(request, response);
    suspended.setTimeout(0);
    coming.whenComplete(
        (answer, never) -> {
          try {
            write(response, HttpServletResponse.SC_OK, answer);
          } catch (IOException gone) {
            LOG.log(Level.FINE, "nobody waits for the refresh any more", gone);
          } finally {
            suspended.complete();
          }
        });
    return null;
  }

  /** What a path leads to; null if it is answered later. */
  private interface Answer {
    ObjectNode to(List<String> path) throws IOException;
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Answer answer)
      throws IOException {
    ObjectNode problem = JsonNodeFactory.instance.objectNode();
    if (!me.isSignedIn()) {
      write(response, HttpServletResponse.SC_UNAUTHORIZED, problem);
      return;
    }
    try {
      String info = request.getPathInfo() == null ? "/" : request.getPathInfo();
      ObjectNode found = answer.to(List.of(info.substring(1).split("/")));
      if (found == null) {
        return;
      }
      byte[] json = MAPPER.writeValueAsBytes(found);
      if (request.getMethod().equals("GET")) {
        String tag = '"' + digest(json) + '"';
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
          response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
          return;
        }
      }
      write(response, HttpServletResponse.SC_OK, json);
    } catch (DomainException refusal) {
      problem.put("message", refusals.words(refusal));
      ArrayNode errors = problem.putArray("errors");
      for (FieldError each : refusal.errors()) {
        errors.addObject().put("field", each.field()).put("message", refusals.words(each));
      }
      refusal
          .inTheWay()
          .filter(where -> where.startsWith("/jobs/"))
          .ifPresent(where -> problem.put("jobId", where.substring("/jobs/".length())));
      write(response, status(refusal.kind()), problem);
    } catch (RuntimeException defect) {
      String incident = UUID.randomUUID().toString();
      LOG.log(Level.SEVERE, "Incident " + incident + " in " + request.getServletPath(), defect);
      problem.put("message", refusals.incident(incident));
      write(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, problem);
    }
  }

  private static int status(FailureKind kind) {
    return switch (kind) {
      case INVALID, UNSUPPORTED -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case CONFLICT -> 409;
      case STALE -> 412;
      case TOO_LARGE -> 413;
      case REFUSED_UPSTREAM -> 422;
      case TOO_MANY -> 429;
      case UPSTREAM_FAILED -> 502;
      case UNAVAILABLE -> 503;
      case UPSTREAM_TIMEOUT -> 504;
      case INTERNAL -> 500;
    };
  }

  private static void write(HttpServletResponse response, int status, ObjectNode body)
      throws IOException {
    write(response, status, MAPPER.writeValueAsBytes(body));
  }

  private static void write(HttpServletResponse response, int status, byte[] json)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding(StandardCharsets.UTF_8.name());
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException notAnId) {
      throw DomainException.notFound("job");
    }
  }

  private static List<UUID> ids(HttpServletRequest request) {
    String[] given = request.getParameterValues("id");
    List<UUID> ids = new ArrayList<>();
    for (String each : given == null ? new String[0] : given) {
      if (ids.size() < MOST_IDS) {
        ids.add(id(each));
      }
    }
    return ids;
  }

  private static List<String> names(HttpServletRequest request) {
    String[] given = request.getParameterValues("name");
    return Stream.of(given == null ? new String[0] : given).distinct().limit(MOST_IDS).toList();
  }

  private static String given(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }

  /** A list as the page holds it, with what is to hold for all of its lines. */
  private static NewImport list(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > ListText.MOST_BYTES) {
      throw ListText.tooLarge();
    }
    String type = request.getContentType();
    return new NewImport(
        request.getInputStream().readNBytes(ListText.MOST_BYTES + 1),
        type == null ? null : type.replaceFirst(";.*", "").strip(),
        given(request, "namespace"),
        given(request, "mirror").equals("true"),
        Typed.phrases(given(request, "tags")).stream().distinct().toList(),
        given(request, "interval"));
  }

  private static JsonNode body(HttpServletRequest request) throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new DomainException(FailureKind.TOO_LARGE, "too-large", "That is too much at once.");
    }
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException notJson) {
      throw DomainException.invalid("body", "must be JSON");
    }
  }

  private static String digest(byte[] json) {
    try {
      byte[] whole = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(whole, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
