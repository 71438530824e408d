package org.sluice.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A server on an ephemeral port of 127.0.0.1 that passes every request on to another, keeps what
 * that answered, and answers by itself what the other cannot. Where {@code Link} and {@code
 * Location} lead to the other, they lead to the relay then. Thread-safe.
 */
public final class Relay implements AutoCloseable {

  /**
   * A request that was passed on, and what came of it.
   *
   * @param target path and query
   * @param headers of the answer
   * @param body of the answer
   */
  public record Passed(
      String method, String target, int status, HttpHeaders headers, String body) {}

  private static final Set<String> OF_CONNECTIONS =
      Set.of(
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "transfer-encoding",
          "upgrade");
  private static final Set<String> OF_ADDRESSES = Set.of("link", "location");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final List<Passed> passed = new CopyOnWriteArrayList<>();
  private final Map<Pattern, String> own = new ConcurrentHashMap<>();
  private final List<String> names = new CopyOnWriteArrayList<>();
  private volatile URI other;

  private Relay() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 200);
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  /** Starts one that leads nowhere yet. */
  public static Relay start() {
    try {
      return new Relay();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Its address, without a slash at its end. */
  public URI root() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Passes on to this address from now on. */
  public Relay to(URI address) {
    other = address;
    return leadingHere(address);
  }

  /** Lets what leads to this address lead to the relay. */
  public Relay leadingHere(URI address) {
    names.add(address.toString());
    return this;
  }

  /** Answers JSON by itself to reads of paths that match as a whole. */
  public Relay answer(String path, String json) {
    own.put(Pattern.compile(path), json);
    return this;
  }

  /** Answers nothing by itself any more. */
  public void passAll() {
    own.clear();
  }

  /** All that was passed on, oldest first. */
  public List<Passed> passed() {
    return List.copyOf(passed);
  }

  /** What was passed on of which the target holds a text. */
  public List<Passed> passed(String part) {
    return passed.stream().filter(each -> each.target().contains(part)).toList();
  }

  /** Forgets what was passed on. */
  public void forget() {
    passed.clear();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      for (Map.Entry<Pattern, String> each : own.entrySet()) {
        if (each.getKey().matcher(path).matches()) {
          exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
          send(exchange, 200, each.getValue().getBytes(StandardCharsets.UTF_8));
          return;
        }
      }
      passOn(exchange, body);
    }
  }

  private void passOn(HttpExchange exchange, byte[] body) throws IOException {
    URI to = other;
    String target = exchange.getRequestURI().toString();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(to + target))
            .timeout(Duration.ofSeconds(60))
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!isOfConnection(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<byte[]> answer;
    try {
      answer = client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException closed) {
      throw new InterruptedIOException("the relay is closed");
    }
    passed.add(
        new Passed(
            exchange.getRequestMethod(),
            target,
            answer.statusCode(),
            answer.headers(),
            new String(answer.body(), StandardCharsets.UTF_8)));
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              boolean address = OF_ADDRESSES.contains(name.toLowerCase(Locale.ROOT));
              for (String value : isOfConnection(name) ? List.<String>of() : values) {
                exchange.getResponseHeaders().add(name, address ? led(value) : value);
              }
            });
    send(exchange, answer.statusCode(), answer.body());
  }

  private String led(String field) {
    String led = field;
    for (String each : names) {
      led = led.replace(each, root().toString());
    }
    return led;
  }

  private static boolean isOfConnection(String name) {
    return OF_CONNECTIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
