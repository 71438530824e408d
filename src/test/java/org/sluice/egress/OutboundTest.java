package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;

/** The one way out, against a server on loopback. */
@Timeout(60)
class OutboundTest {

  private HttpServer server;
  private Outbound outbound;
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void start() throws IOException {
    server = listen("127.0.0.1");
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  }

  @AfterEach
  void stop() {
    outbound.close();
    server.stop(0);
  }

  private HttpServer listen(String address) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          peers.add(exchange.getRemoteAddress());
          byte[] body = exchange.getRequestBody().readAllBytes();
          switch (exchange.getRequestURI().getPath()) {
            case "/redirect" -> {
              exchange.getResponseHeaders().add("Location", "/echo");
              exchange.sendResponseHeaders(302, -1);
            }
            case "/login" -> {
              exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=x");
              exchange.sendResponseHeaders(401, -1);
            }
            case "/cookie" -> {
              exchange.getResponseHeaders().add("Set-Cookie", "a=b");
              exchange.getResponseHeaders().add("Content-Encoding", "gzip");
              byte[] cookie =
                  String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")).getBytes();
              exchange.sendResponseHeaders(200, cookie.length);
              exchange.getResponseBody().write(cookie);
            }
            default -> {
              byte[] echo =
                  (exchange.getRequestMethod()
                          + " "
                          + exchange.getRequestHeaders().getFirst("X-Test")
                          + " "
                          + exchange.getRequestHeaders().getFirst("Host")
                          + " "
                          + new String(body, StandardCharsets.UTF_8))
                      .getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, echo.length);
              exchange.getResponseBody().write(echo);
            }
          }
          exchange.close();
        });
    http.start();
    return http;
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private String text(OutboundRequest request) throws IOException {
    try (OutboundAnswer answer = outbound.send(request)) {
      return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void requestGoesOutWithHeadersAndBody() throws Exception {
    String echo =
        text(
            new OutboundRequest("POST", uri("/echo"))
                .header("X-Test", "yes")
                .body("hello".getBytes()));
    assertThat(echo).isEqualTo("POST yes 127.0.0.1:" + server.getAddress().getPort() + " hello");
  }

  @Test
  void aStreamedBodyGoesOutWholeAndItsConnectionIsReused() throws Exception {
    for (int i = 0; i < 2; i++) {
      String echo =
          text(
              new OutboundRequest("POST", uri("/echo"))
                  .streamed(
                      out -> {
                        for (int line = 0; line < 100_000; line++) {
                          out.write("0123456789".getBytes());
                        }
                      }));
      assertThat(echo).hasSizeGreaterThan(1_000_000).endsWith("0123456789".repeat(100_000));
    }
    assertThat(peers).hasSize(1);
  }

  @Test
  void whatAStreamedBodyThrowsComesOut() {
    assertThatThrownBy(
            () ->
                outbound.send(
                    new OutboundRequest("POST", uri("/echo"))
                        .streamed(
                            out -> {
                              throw new IOException("of the body");
                            })))
        .isInstanceOf(IOException.class)
        .hasMessage("of the body");
  }

  @Test
  void aPeerThatTakesNoBytesEndsWithTheIdleTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      assertThatThrownBy(
              () ->
                  outbound.send(
                      new OutboundRequest("POST", uri)
                          .streamed(
                              out -> {
                                while (true) {
                                  out.write(new byte[64 << 10]);
                                }
                              })
                          .idleTimeout(Duration.ofMillis(300))))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void connectionIsReused() throws Exception {
    for (int i = 0; i < 20; i++) {
      text(new OutboundRequest("GET", uri("/echo")));
    }
    assertThat(requests).hasValue(20);
    assertThat(peers).hasSize(1);
  }

  @Test
  void redirectLoginAndCookieAreTheCallersBusiness() throws Exception {
    try (OutboundAnswer answer = outbound.send(new OutboundRequest("GET", uri("/redirect")))) {
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("location")).contains("/echo");
    }
    try (OutboundAnswer answer = outbound.send(new OutboundRequest("GET", uri("/login")))) {
      assertThat(answer.status()).isEqualTo(401);
    }
    text(new OutboundRequest("GET", uri("/cookie")));
    // The server lies about gzip; nobody unpacks, nobody sends the cookie back.
    assertThat(text(new OutboundRequest("GET", uri("/cookie")))).isEqualTo("null");
    assertThat(requests).hasValue(4);
  }

  @Test
  void addressThatIsNotAllowedIsNotConnectedTo() throws Exception {
    HttpServer other = listen("127.0.0.2");
    try {
      URI forbidden = URI.create("http://127.0.0.2:" + other.getAddress().getPort() + "/echo");
      assertThatThrownBy(() -> outbound.send(new OutboundRequest("GET", forbidden)))
          .isInstanceOf(AddressRefused.class)
          .hasMessageContaining("127.0.0.2");
      assertThat(requests).hasValue(0);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void nameIsCheckedByWhatItResolvesTo() throws Exception {
    URI byName = URI.create("http://localhost:" + server.getAddress().getPort() + "/echo");
    assertThat(text(new OutboundRequest("GET", byName))).startsWith("GET");
    try (Outbound closed = Outbound.allowing(List.of())) {
      assertThatThrownBy(() -> closed.send(new OutboundRequest("GET", byName)))
          .isInstanceOf(AddressRefused.class);
    }
    try (Outbound byGlob = Outbound.allowing(List.of("local*"));
        OutboundAnswer answer = byGlob.send(new OutboundRequest("GET", byName))) {
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void obfuscatedLiteralIsRefused() {
    for (String host : List.of("2130706433", "127.1", "0x7f.0.0.1", "0177.0.0.1")) {
      URI uri = URI.create("http://" + host + ":" + server.getAddress().getPort() + "/echo");
      assertThatThrownBy(() -> outbound.send(new OutboundRequest("GET", uri)))
          .as(host)
          .isInstanceOf(IOException.class);
    }
    assertThat(requests).hasValue(0);
  }

  @Test
  void ipv6LiteralIsCheckedAndReached() throws Exception {
    HttpServer six;
    try {
      six = listen("::1");
    } catch (IOException none) {
      System.out.println("SKIPPED: this machine has no IPv6 loopback");
      return;
    }
    URI uri = URI.create("http://[::1]:" + six.getAddress().getPort() + "/echo");
    try (Outbound open = Outbound.allowing(List.of("::1/128"));
        OutboundAnswer answer = open.send(new OutboundRequest("GET", uri))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
          .contains("[::1]:" + six.getAddress().getPort());
      assertThatThrownBy(() -> outbound.send(new OutboundRequest("GET", uri)))
          .isInstanceOf(AddressRefused.class);
    } finally {
      six.stop(0);
    }
  }

  @Test
  void silenceEndsWithTheIdleTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      assertThatThrownBy(
              () ->
                  outbound.send(
                      new OutboundRequest("GET", uri).idleTimeout(Duration.ofMillis(200))))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void cancelEndsAStalledExchange() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
      URI uri = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      Cancellation cancellation = new Cancellation();
      CountDownLatch accepted = new CountDownLatch(1);
      Thread peer =
          new Thread(
              () -> {
                try {
                  silent.accept().getInputStream().read();
                  accepted.countDown();
                } catch (IOException ended) {
                  // The test is over.
                }
              });
      peer.setDaemon(true);
      peer.start();
      CompletableFuture<Throwable> sending =
          Aside.supply(
              () -> {
                try {
                  outbound.send(new OutboundRequest("GET", uri).cancelledBy(cancellation)).close();
                  return null;
                } catch (IOException ended) {
                  return ended;
                }
              });
      assertThat(accepted.await(20, TimeUnit.SECONDS)).isTrue();
      cancellation.cancel(Cancellation.Cause.REQUESTED);
      assertThat(sending.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void cancelledBeforeItGoesOutItDoesNotGoOut() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThatThrownBy(
            () -> outbound.send(new OutboundRequest("GET", uri("/echo")).cancelledBy(cancellation)))
        .isInstanceOf(IOException.class);
    assertThat(requests).hasValue(0);
  }

  @Test
  void otherSchemesDoNotGoOut() {
    assertThatThrownBy(
            () -> outbound.send(new OutboundRequest("GET", URI.create("file:///etc/passwd"))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void requestShowsNoSecret() {
    OutboundRequest request =
        new OutboundRequest("GET", uri("/x?token=hunter2")).header("Authorization", "hunter2");
    assertThat(request.toString()).doesNotContain("hunter2");
  }

  /** Answers the first request of its first connection, then closes that one on the second. */
  private static ServerSocket closingKeptConnections(AtomicInteger connections) throws IOException {
    ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  try (var connection = socket.accept()) {
                    int number = connections.incrementAndGet();
                    var in = connection.getInputStream();
                    for (int request = 1; readHead(in); request++) {
                      if (number == 1 && request == 2) {
                        break;
                      }
                      connection
                          .getOutputStream()
                          .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes());
                    }
                  }
                }
              } catch (IOException closed) {
                // The test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return socket;
  }

  private static boolean readHead(java.io.InputStream in) throws IOException {
    int line = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n' && line == 0) {
        return true;
      }
      line = c == '\n' ? 0 : c == '\r' ? line : line + 1;
    }
    return false;
  }

  @Test
  void aKeptConnectionThatTheServerClosesIsReplacedForWhatMayBeRepeated() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket socket = closingKeptConnections(connections)) {
      URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
      for (int i = 0; i < 2; i++) {
        try (OutboundAnswer answer =
            outbound.send(new OutboundRequest("POST", uri).body(new byte[0]).repeatable())) {
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.body().readAllBytes()).hasSize(2);
        }
      }
      assertThat(connections).hasValue(2);
    }
  }

  @Test
  void whatMayNotBeRepeatedGoesOutOnce() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    try (ServerSocket socket = closingKeptConnections(connections)) {
      URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
      try (OutboundAnswer answer =
          outbound.send(new OutboundRequest("POST", uri).body(new byte[0]))) {
        assertThat(answer.body().readAllBytes()).hasSize(2);
      }
      assertThatThrownBy(() -> outbound.send(new OutboundRequest("POST", uri).body(new byte[0])))
          .isInstanceOf(IOException.class);
      assertThat(connections).hasValue(1);
    }
  }
}
