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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
      String expected = new WebhookSecret(secret).sign(id, timestamp, body);
      return List.of(signatures.split(" ")).stream().filter(expected::equals).count();
    }
  }

  private record Answer(int status, Map<String, String> headers, String text) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

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

  /** Answers nothing at that path until the result counts down, or this is closed. */
  public CountDownLatch hold(String path) {
    CountDownLatch latch = new CountDownLatch(1);
    held.put(path, latch);
    return latch;
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
      await(held.get(path));
      Answer answer = answers.getOrDefault(path, new Answer(204, Map.of(), ""));
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
      if (text.length > 0) {
        exchange.getResponseBody().write(text);
      }
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (latch != null) {
        latch.await();
      }
    } catch (InterruptedException closed) {
      throw new IOException(closed);
    }
  }

  @Override
  public void close() {
    held.values().forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
