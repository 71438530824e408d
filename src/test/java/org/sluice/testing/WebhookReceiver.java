package org.sluice.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sluice.rest.Json;

/**
 * An endpoint for webhooks on an ephemeral port of 127.0.0.1 that keeps what is posted and answers
 * each path as told; it checks signatures by code of its own.
 */
public final class WebhookReceiver implements AutoCloseable {

  /**
   * A message that came in.
   *
   * @param path where to
   * @param id its {@code webhook-id}
   * @param timestamp its {@code webhook-timestamp}
   * @param signatures its {@code webhook-signature}
   * @param body as it came
   */
  public record Post(String path, String id, String timestamp, String signatures, String body) {

    /** The body. */
    public JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (JsonProcessingException notJson) {
        throw new AssertionError(notJson);
      }
    }

    /** How many of its signatures the secret made. */
    public long signedBy(String secret) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String content = id + "." + timestamp + "." + body;
        byte[] made = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        String expected = "v1," + Base64.getEncoder().encodeToString(made);
        return List.of(signatures.split(" ")).stream().filter(expected::equals).count();
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private record Answer(int status, Map<String, String> headers, String text) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Starts one that answers 204. */
  public static WebhookReceiver start() {
    try {
      return new WebhookReceiver();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** The address of a path, such as {@code /hook}. */
  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Answers that path like this from now on. */
  public void answer(String path, int status, Map<String, String> headers, String text) {
    answers.put(path, new Answer(status, headers, text));
  }

  /** What came in at a path, oldest first. */
  public List<Post> posts(String path) {
    return posts.stream().filter(post -> post.path().equals(path)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      posts.add(
          new Post(
              path,
              exchange.getRequestHeaders().getFirst("webhook-id"),
              exchange.getRequestHeaders().getFirst("webhook-timestamp"),
              exchange.getRequestHeaders().getFirst("webhook-signature"),
              body));
      Answer answer = answers.getOrDefault(path, new Answer(204, Map.of(), ""));
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
      if (text.length > 0) {
        exchange.getResponseBody().write(text);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
