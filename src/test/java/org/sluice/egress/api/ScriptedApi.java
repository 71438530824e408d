package org.sluice.egress.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.sluice.egress.budget.LimitReport;

/** A server on 127.0.0.1 that answers each path as a test told it, and remembers who came. */
final class ScriptedApi implements AutoCloseable {

  /** Answers one request. */
  @FunctionalInterface
  interface Script {
    void play(HttpExchange exchange) throws IOException;
  }

  /** A request that came, by its path with query, and its fields. */
  record Came(String method, String target, Map<String, List<String>> fields, String body) {
    String field(String name) {
      return fields.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }

  /** Tells limits by fields of its own: X-Limit, X-Remaining, X-In (seconds); 429 refuses. */
  static final LimitRule RULE =
      (answer, now) -> {
        Long remaining = answer.header("X-Remaining").map(Long::valueOf).orElse(null);
        Instant reset =
            answer.header("X-In").map(in -> now.plusSeconds(Long.parseLong(in))).orElse(null);
        LimitReport.Refusal refusal =
            answer.status() != 429
                ? LimitReport.Refusal.NONE
                : remaining != null && remaining == 0
                    ? LimitReport.Refusal.USED_UP
                    : LimitReport.Refusal.TOO_FAST;
        return new LimitReport(
            answer.header("X-Resource").orElse(""),
            answer.header("X-Limit").map(Long::valueOf).orElse(null),
            remaining,
            reset,
            refusal,
            answer.retryAt(now).orElse(null));
      };

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final List<Came> came = new CopyOnWriteArrayList<>();
  private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();

  ScriptedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 200);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      peers.add(exchange.getRemoteAddress());
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      came.add(
          new Came(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              body));
      scripts
          .getOrDefault(exchange.getRequestURI().getPath(), each -> answer(each, 404, "none"))
          .play(exchange);
    }
  }

  ScriptedApi on(String path, Script script) {
    scripts.put(path, script);
    return this;
  }

  /** Answers with that status and text. */
  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    answer(exchange, status, text.getBytes(StandardCharsets.UTF_8));
  }

  static void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  ApiAccount account(String budget) {
    return ApiAccount.open(budget, uri("/api"), RULE).letInBy("Authorization", "Bearer secret");
  }

  List<Came> came() {
    return came;
  }

  int connections() {
    return peers.size();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
