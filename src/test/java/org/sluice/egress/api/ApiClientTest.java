package org.sluice.egress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.egress.api.ScriptedApi.answer;
import static org.sluice.egress.api.ScriptedApi.gzip;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.egress.budget.Errand;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;

/** How APIs are asked, against servers on loopback. */
@Timeout(60)
class ApiClientTest {

  @TempDir Path answers;

  private final WaitingErrand errands = new WaitingErrand();
  private ScriptedApi api;
  private ScriptedApi other;
  private Outbound outbound;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
    other = new ScriptedApi();
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    client = client(Duration.ofSeconds(30));
  }

  private ApiClient client(Duration idle) {
    return ApiClient.through(outbound, answers, errands, "Sluice/9", idle);
  }

  @AfterEach
  void stop() {
    outbound.close();
    api.close();
    other.close();
  }

  private ApiAnswer get(String target) throws IOException {
    return client.send(api.account("a"), ApiRequest.get(target), errands.background());
  }

  private static String text(ApiAnswer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void aRequestSaysWhoAsksAndBearsWhatLetsIn() throws Exception {
    api.on("/api/x", exchange -> answer(exchange, 200, "{}"));
    ApiAnswer answer =
        client.send(
            api.account("a").bearing("X-Version", "3"),
            ApiRequest.get("/x?y=z").accepting("application/special"),
            errands.background());
    assertThat(text(answer)).isEqualTo("{}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.kept()).isFalse();
    ScriptedApi.Came came = api.came().get(0);
    assertThat(came.target()).isEqualTo("/api/x?y=z");
    assertThat(came.field("User-Agent")).isEqualTo("Sluice/9");
    assertThat(came.field("Accept")).isEqualTo("application/special");
    assertThat(came.field("Accept-Encoding")).isEqualTo("gzip");
    assertThat(came.field("Authorization")).isEqualTo("Bearer secret");
    assertThat(came.field("X-Version")).isEqualTo("3");
  }

  @Test
  void aQuestionGoesOutWithItsBody() throws Exception {
    api.on("/graphql", exchange -> answer(exchange, 200, "{\"data\":1}"));
    client.send(
        api.account("a").andBelow(api.uri("/graphql")),
        ApiRequest.ask(api.uri("/graphql").toString(), "{\"q\":1}".getBytes(), "graphql"),
        errands.background());
    assertThat(api.came().get(0).method()).isEqualTo("POST");
    assertThat(api.came().get(0).body()).isEqualTo("{\"q\":1}");
    assertThat(api.came().get(0).field("Content-Type")).isEqualTo("application/json");
    assertThat(api.came().get(0).field("Authorization")).isEqualTo("Bearer secret");
  }

  @Test
  void aCompressedAnswerIsDecodedAndItsConnectionServesAgain() throws Exception {
    api.on(
        "/api/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, gzip("hello".repeat(1000).getBytes()));
        });
    for (int i = 0; i < 3; i++) {
      assertThat(text(get("/x"))).isEqualTo("hello".repeat(1000));
    }
    assertThat(api.connections()).isEqualTo(1);
  }

  @Test
  void aBombEndsAtItsBound() {
    api.on(
        "/api/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 1024; i++) {
              out.write(zeros);
            }
          }
        });
    assertThatThrownBy(() -> get("/x"))
        .isInstanceOf(AnswerUnusable.class)
        .hasMessageContaining("16 MiB");
    assertThat(errands.waits()).isEmpty();
  }

  @Test
  void anAnswerWithoutEndEndsAtItsBound() {
    api.on(
        "/api/x",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] zeros = new byte[1024 * 1024];
          for (int i = 0; i < 1024; i++) {
            exchange.getResponseBody().write(zeros);
          }
        });
    assertThatThrownBy(() -> get("/x")).isInstanceOf(AnswerUnusable.class);
  }

  @Test
  void whatIsNotCompressedAsItSaysIsUnusable() {
    api.on(
        "/api/x",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, "plain");
        });
    api.on(
        "/api/y",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "br");
          answer(exchange, 200, "plain");
        });
    assertThatThrownBy(() -> get("/x")).isInstanceOf(AnswerUnusable.class);
    assertThatThrownBy(() -> get("/y")).isInstanceOf(AnswerUnusable.class);
  }

  private void pages(String path, int count, IntFunction<String> next) {
    api.on(
        path,
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          int page = query == null ? 1 : Integer.parseInt(query.replaceAll("\\D", ""));
          if (page < count) {
            exchange
                .getResponseHeaders()
                .add("Link", "<" + next.apply(page + 1) + ">; rel=\"next\"");
          }
          answer(exchange, 200, "page " + page);
        });
  }

  private List<String> read(String target) throws IOException {
    List<String> read = new ArrayList<>();
    client.<RuntimeException>pages(
        api.account("a"),
        ApiRequest.get(target),
        NextPage.LINKED,
        page -> read.add(text(page)),
        errands.background());
    return read;
  }

  @Test
  void aListIsReadOverAllItsPages() throws Exception {
    pages("/api/list", 4, page -> api.uri("/api/list?page=" + page).toString());
    assertThat(read("/list")).containsExactly("page 1", "page 2", "page 3", "page 4");
  }

  @Test
  void pagesThatLeadInACircleAreAnError() {
    pages("/api/list", Integer.MAX_VALUE, page -> "?page=" + page % 3);
    assertThatThrownBy(() -> read("/list"))
        .isInstanceOf(AnswerUnusable.class)
        .hasMessageContaining("circle");
  }

  @Test
  void aListOfMoreThanAThousandPagesIsAnError() {
    pages("/api/list", 2_000, page -> "?page=" + page);
    assertThatThrownBy(() -> read("/list"))
        .isInstanceOf(AnswerUnusable.class)
        .hasMessageContaining("1,000");
    assertThat(api.came()).hasSize(1_000);
  }

  @Test
  void aPageThatFailsEndsTheListWithAnError() {
    pages("/api/list", 3, page -> page == 3 ? "/api/gone" : "?page=" + page);
    assertThatThrownBy(() -> read("/list"))
        .isInstanceOf(AnswerUnusable.class)
        .hasMessageContaining("404");
  }

  @Test
  void aLinkToAnotherHostIsNotFollowed() {
    pages("/api/list", 2, page -> other.uri("/api/list?page=2").toString());
    assertThatThrownBy(() -> read("/list")).isInstanceOf(LeadsAway.class);
    assertThat(other.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/elsewhere?page=2",
        "/apix?page=2",
        "/api/../elsewhere",
        "/api/%2e%2e/elsewhere",
        "/api/x%2f%2E%2e%2felsewhere",
        "/api/%252e%252e/elsewhere",
        "/api/..;/elsewhere",
        "https://127.0.0.1/api/list",
        "//127.0.0.1/api/list",
        "http://localhost/api/list",
        "http://user@127.0.0.1/api/list",
        "mailto:someone"
      })
  void aLinkOutOfTheRootIsNotFollowed(String link) {
    pages("/api/list", 2, page -> link);
    assertThatThrownBy(() -> read("/list")).isInstanceOf(LeadsAway.class);
    assertThat(api.came()).hasSize(1);
  }

  @Test
  void aTargetOutOfTheRootIsNotAsked() {
    for (String target : List.of("/../x", "/a/%2e%2e/%2e%2e/x", other.uri("/api/x").toString())) {
      assertThatThrownBy(() -> get(target)).isInstanceOf(LeadsAway.class);
    }
    assertThat(api.connections() + other.connections()).isZero();
  }

  private void redirect(String path, int status, String location) {
    api.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          answer(exchange, status, "");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectToAnotherHostIsNotFollowed(int status) {
    redirect("/api/x", status, other.uri("/api/x").toString());
    assertThatThrownBy(() -> get("/x")).isInstanceOf(LeadsAway.class);
    assertThat(other.connections()).isZero();
  }

  @Test
  void onlyWhatHasMovedForGoodIsTold() throws Exception {
    api.on("/api/new", exchange -> answer(exchange, 200, "here"));
    redirect("/api/301", 301, "/api/new");
    redirect("/api/308", 308, api.uri("/api/new").toString());
    redirect("/api/302", 302, "new");
    redirect("/api/307", 307, "new");
    redirect("/api/twice", 301, "/api/302");
    redirect("/api/late", 302, "/api/301");
    assertThat(get("/new").movedTo()).isNull();
    assertThat(get("/301").movedTo()).isEqualTo(api.uri("/api/new"));
    assertThat(get("/308").movedTo()).isEqualTo(api.uri("/api/new"));
    assertThat(get("/302").movedTo()).isNull();
    assertThat(get("/307").movedTo()).isNull();
    assertThat(get("/twice").movedTo()).isEqualTo(api.uri("/api/302"));
    assertThat(get("/late").movedTo()).isNull();
    assertThat(text(get("/twice"))).isEqualTo("here");
    assertThat(get("/twice").uri()).isEqualTo(api.uri("/api/new"));
  }

  @Test
  void redirectsEndAfterFive() {
    redirect("/api/x", 302, "/api/x");
    assertThatThrownBy(() -> get("/x")).isInstanceOf(AnswerUnusable.class);
    assertThat(api.came()).hasSize(6);
  }

  private AtomicInteger failing(String path, int times, ScriptedApi.Script failure) {
    AtomicInteger count = new AtomicInteger();
    api.on(
        path,
        exchange -> {
          if (count.incrementAndGet() <= times) {
            failure.play(exchange);
          } else {
            answer(exchange, 200, "well");
          }
        });
    return count;
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504})
  void aFaultOfTheServerIsBridgedTwice(int status) throws Exception {
    failing("/api/x", 2, exchange -> answer(exchange, status, ""));
    assertThat(text(get("/x"))).isEqualTo("well");
    assertThat(errands.waits()).hasSize(2);
    assertThat(errands.waits().get(0)).isBetween(Duration.ofMillis(1000), Duration.ofMillis(1250));
    assertThat(errands.waits().get(1)).isBetween(Duration.ofMillis(4000), Duration.ofMillis(5000));
    failing("/api/x", 3, exchange -> answer(exchange, status, "ill"));
    assertThat(get("/x").status()).isEqualTo(status);
    assertThat(api.came()).hasSize(6);
  }

  @Test
  void aBrokenConnectionIsBridged() throws Exception {
    failing(
        "/api/x",
        2,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.close();
        });
    assertThat(text(get("/x"))).isEqualTo("well");
    assertThat(errands.waits()).hasSize(2);
  }

  @Test
  void aQuestionOverPostIsBridgedToo() throws Exception {
    failing("/api/x", 1, exchange -> answer(exchange, 502, ""));
    ApiRequest question = ApiRequest.ask("/x", "{}".getBytes(), "");
    assertThat(text(client.send(api.account("a"), question, errands.person()))).isEqualTo("well");
  }

  @Test
  void aRefusalIsNotRepeated() throws Exception {
    for (int status : List.of(400, 401, 403, 404, 422, 501)) {
      failing("/api/x", 1, exchange -> answer(exchange, status, ""));
      assertThat(get("/x").status()).isEqualTo(status);
    }
    assertThat(errands.waits()).isEmpty();
  }

  @Test
  void aMaintenanceIsWaitedForIfItIsShort() throws Exception {
    failing(
        "/api/x",
        1,
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "42");
          answer(exchange, 503, "");
        });
    assertThat(text(get("/x"))).isEqualTo("well");
    assertThat(errands.waits()).containsExactly(Duration.ofSeconds(42));
    failing(
        "/api/x",
        1,
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "61");
          answer(exchange, 503, "");
        });
    assertThat(get("/x").status()).isEqualTo(503);
    assertThat(errands.waits()).hasSize(1);
  }

  @Test
  void whoDoesNotWaitHearsOfTheFirstFault() throws Exception {
    failing("/api/x", 1, exchange -> answer(exchange, 502, ""));
    assertThat(client.send(api.account("a"), ApiRequest.get("/x"), Errand.ofPerson()).status())
        .isEqualTo(502);
  }

  @Test
  void aServerThatStaysSilentIsATimeout() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    api.on("/api/x", exchange -> await(end));
    client = client(Duration.ofMillis(200));
    assertThatThrownBy(() -> get("/x")).isInstanceOf(SocketTimeoutException.class);
    end.countDown();
    assertThat(errands.waits()).hasSize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(50, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void cancellingEndsAReadThatStalls() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch stalled = new CountDownLatch(1);
    api.on(
        "/api/x",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          stalled.countDown();
          await(end);
        });
    Errand errand = errands.background();
    CompletableFuture<ApiAnswer> asked = aside(errand);
    await(stalled);
    errand.cancellation().cancel(Cancellation.Cause.REQUESTED);
    assertThatThrownBy(asked::join).hasCauseInstanceOf(InterruptedIOException.class);
    end.countDown();
    assertThat(errands.waits()).isEmpty();
  }

  private CompletableFuture<ApiAnswer> aside(Errand errand) {
    return Aside.supply(
        () -> {
          try {
            return client.send(api.account("a"), ApiRequest.get("/x"), errand);
          } catch (IOException failed) {
            throw new CompletionException(failed);
          }
        });
  }

  @Test
  void cancellingEndsAWait() throws Exception {
    failing("/api/x", 9, exchange -> answer(exchange, 429, ""));
    Cancellation cancellation = new Cancellation();
    Errand errand =
        new Errand(
            Errand.Urgency.BACKGROUND,
            cancellation,
            (wait, why) -> {
              cancellation.cancel(Cancellation.Cause.REQUESTED);
              return false;
            });
    assertThatThrownBy(() -> client.send(api.account("a"), ApiRequest.get("/x"), errand))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(api.came()).hasSize(1);
  }
}
