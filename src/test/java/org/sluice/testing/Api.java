package org.sluice.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sluice.rest.Json;

/**
 * A small client of the REST API: each copy sends its own credentials and header fields.
 *
 * <p>Paths are those below {@code /api/v1}, or whole addresses as {@code Location} gives them; of
 * {@link #root()} they are those of the server. It follows no redirect and keeps no cookie.
 */
public final class Api {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI server;
  private final String base;
  private final Map<String, String> headers;

  private Api(URI server, String base, Map<String, String> headers) {
    this.server = server;
    this.base = base;
    this.headers = headers;
  }

  /** A client of the server, without credentials. */
  public static Api at(URI server) {
    return new Api(server, "/api/v1", Map.of());
  }

  /**
   * What came back.
   *
   * @param status HTTP status
   * @param headers header fields
   * @param text the body as it came
   * @param json the body, missing if it is no JSON
   */
  public record Answer(int status, HttpHeaders headers, String text, JsonNode json) {

    /** The first value of a header field; null if it is absent. */
    public String header(String name) {
      return headers.firstValue(name).orElse(null);
    }

    /** The last part of the path in {@code Location}. */
    public String locationId() {
      String location = header("Location");
      return location.substring(location.lastIndexOf('/') + 1);
    }

    /**
     * The same answer, if it is that problem and nothing else; else the test fails.
     *
     * @param title of the status, such as {@code Conflict}
     * @param path below the API that was asked for
     */
    public Answer expectProblem(
        int expected, String title, String slug, String detail, String path) {
      return expect(problem(expected, title, slug, detail, path), expected);
    }

    /** The same answer, if it refuses that one field; else the test fails. */
    public Answer expectInvalid(String field, String message, String path) {
      ObjectNode problem =
          problem(400, "Bad Request", "invalid-input", field + ": " + message, path);
      problem.putArray("errors").addObject().put("field", field).put("message", message);
      return expect(problem, 400);
    }

    private Answer expect(ObjectNode problem, int expected) {
      String type = String.valueOf(header("Content-Type"));
      boolean same = type.startsWith("application/problem+json") && json.equals(problem);
      if (status != expected || !same) {
        throw new AssertionError(
            "Expected " + problem + ", got " + status + ", " + type + ": " + text);
      }
      return this;
    }

    private static ObjectNode problem(
        int status, String title, String slug, String detail, String path) {
      return Json.mapper()
          .createObjectNode()
          .put("type", "/problems/" + slug)
          .put("title", title)
          .put("status", status)
          .put("detail", detail)
          .put("instance", "/api/v1" + path);
    }

    /** The same answer, if it has the status; else the test fails with the body. */
    public Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError("Expected " + expected + ", got " + status + ": " + text);
      }
      return this;
    }
  }

  /** The same with Basic credentials. */
  public Api as(String username, String password) {
    String pair = username + ":" + password;
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same with a Bearer token. */
  public Api bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** The same without credentials. */
  public Api anonymous() {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove("Authorization");
    return new Api(server, base, fewer);
  }

  /** The same with one header field more. */
  public Api with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Api(server, base, more);
  }

  /** The same with paths from the root of the server. */
  public Api root() {
    return new Api(server, "", headers);
  }

  /** GET. */
  public Answer get(String path) {
    return send("GET", path, null);
  }

  /** POST with a JSON body: text as it is, anything else written as JSON; null for none. */
  public Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  /** PUT with a JSON body. */
  public Answer put(String path, Object body) {
    return send("PUT", path, body);
  }

  /** PATCH with a JSON body. */
  public Answer patch(String path, Object body) {
    return send("PATCH", path, body);
  }

  /** DELETE. */
  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  /**
   * Any method.
   *
   * @param body bytes and text as they are, anything else written as JSON; null for none
   */
  public Answer send(String method, String path, Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, publisher(body));
    if (!headers.containsKey("Accept")) {
      request.header("Accept", "application/json, application/problem+json");
    }
    if (body != null && !headers.containsKey("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body(), json(response));
    } catch (IOException failed) {
      throw new UncheckedIOException(method + " " + path, failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The whole address of a path. */
  public URI uri(String path) {
    return path.startsWith("http") ? URI.create(path) : server.resolve(base + path);
  }

  private static HttpRequest.BodyPublisher publisher(Object body) {
    if (body == null) {
      return HttpRequest.BodyPublishers.noBody();
    }
    return body instanceof byte[] bytes
        ? HttpRequest.BodyPublishers.ofByteArray(bytes)
        : HttpRequest.BodyPublishers.ofString(text(body));
  }

  private static String text(Object body) {
    try {
      return body instanceof String text ? text : Json.mapper().writeValueAsString(body);
    } catch (JsonProcessingException notWritable) {
      throw new IllegalArgumentException(notWritable);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    Optional<String> type = response.headers().firstValue("Content-Type");
    if (type.isEmpty() || !type.get().contains("json") || response.body().isEmpty()) {
      return MissingNode.getInstance();
    }
    try {
      return Json.mapper().readTree(response.body());
    } catch (JsonProcessingException lines) {
      return MissingNode.getInstance();
    }
  }
}
