package org.sluice.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.egress.api.ApiAccount;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.api.LimitRule;
import org.sluice.egress.budget.Errand;
import org.sluice.egress.budget.LimitReport;
import org.sluice.forge.ForgeFailure.Kind;
import org.sluice.platform.Cancellation;

/** What a forge's answers mean before anybody knows which forge it is. */
@Timeout(60)
class ForgeApiTest {

  private record Answer(int status, Map<String, String> fields, String body) {}

  private static final LimitRule RULE =
      (answer, now) ->
          answer.header("X-Refused").isPresent()
              ? new LimitReport("", 60L, 0L, now.plusSeconds(9), LimitReport.Refusal.USED_UP, null)
              : LimitReport.SILENT;

  @TempDir Path answers;

  private final Map<String, Answer> scripted = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private Outbound outbound;
  private ForgeApi api;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          Answer answer =
              scripted.getOrDefault(
                  exchange.getRequestURI().toString(), new Answer(404, Map.of(), ""));
          answer.fields().forEach(exchange.getResponseHeaders()::set);
          String tag = exchange.getRequestHeaders().getFirst("If-None-Match");
          if (tag != null && tag.equals(answer.fields().get("ETag"))) {
            exchange.getResponseHeaders().remove("Link");
            exchange.sendResponseHeaders(304, -1);
          } else {
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
              exchange.getResponseBody().write(body);
            }
          }
          exchange.close();
        });
    server.start();
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    api = api(uri(""), Errand.ofPerson());
  }

  @AfterEach
  void stop() {
    outbound.close();
    server.stop(0);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private ForgeApi api(URI root, Errand errand) {
    return ForgeApi.of(
        ApiClient.through(outbound, answers, Clock.systemUTC(), "Sluice", Duration.ofSeconds(20)),
        ApiAccount.open("a", root, RULE).letInBy("Authorization", "Bearer s3cr3t-token"),
        errand);
  }

  private void on(String path, int status, String body) {
    scripted.put(path, new Answer(status, Map.of(), body));
  }

  private ForgeFailure failure(String path) {
    try {
      api.get(path);
    } catch (ForgeFailure failed) {
      assertThat(failed.getMessage())
          .doesNotContain("s3cr3t")
          .doesNotContain("http:")
          .doesNotContain("\n")
          .endsWith(failed.getMessage().contains(": ") ? "" : ".");
      return failed;
    }
    throw new AssertionError("was read");
  }

  @ParameterizedTest
  @CsvSource({
    "400,MALFORMED", "401,AUTH", "403,FORBIDDEN", "404,NOT_FOUND", "410,NOT_FOUND",
    "422,MALFORMED", "429,LIMITED", "451,BLOCKED", "500,UNAVAILABLE", "502,UNAVAILABLE",
    "503,UNAVAILABLE", "504,UNAVAILABLE", "204,MALFORMED", "304,MALFORMED"
  })
  void eachStatusIsAFailureOfItsKind(int status, Kind kind) {
    on("/x", status, "");
    ForgeFailure failed = failure("/x");
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.getMessage()).startsWith("127.0.0.1 ");
  }

  @Test
  void aForbiddenThingWithABlockIsBlocked() {
    on("/x", 403, "{\"message\":\"Repository access blocked\",\"block\":{\"reason\":\"tos\"}}");
    assertThat(failure("/x").kind()).isEqualTo(Kind.BLOCKED);
    on("/x", 403, "{\"message\":\"no\",\"block\":\"house\"}");
    assertThat(failure("/x").kind()).isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void theForgesOwnWordsAreShownInOneLine() {
    on("/x", 401, "{\"message\":\"Bad\\n\\u0007 credentials\\u202e for https://u:p@host/\"}");
    assertThat(failure("/x").getMessage())
        .isEqualTo("127.0.0.1 does not take the token (401): Bad credentials for https://host/");
    on("/x", 500, "{\"error\":{\"message\":\"" + "word ".repeat(500) + "\"}}");
    assertThat(failure("/x").getMessage()).hasSizeLessThan(200).contains("word word");
    on("/x", 404, "{\"error\":\"404 Project Not Found\"}");
    assertThat(failure("/x").getMessage()).endsWith(": 404 Project Not Found");
    on("/x", 404, "{\"message\":{\"a\":1}}");
    assertThat(failure("/x").getMessage()).endsWith("(404).");
    on("/x", 500, "<html><title>secret</title>");
    assertThat(failure("/x").getMessage()).endsWith("(500).");
  }

  @Test
  void aForgeThatSaysTheTokenAloudIsNotRepeated() {
    on("/x", 401, "{\"message\":\"s3cr3t-token is no token\"}");
    assertThat(failure("/x").getMessage()).endsWith("(401).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "{\"a\":1", "[1] [2]", "{\"a\":NaN}"})
  void whatIsNoJsonIsMalformed(String body) {
    on("/x", 200, body);
    assertThat(failure("/x").kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void jsonThatIsTooDeepTooLongOrTooMuchIsMalformed() {
    on("/x", 200, "[".repeat(65) + "]".repeat(65));
    assertThat(failure("/x").kind()).isEqualTo(Kind.MALFORMED);
    on("/x", 200, "\"" + "x".repeat(4 * 1024 * 1024 + 1) + "\"");
    assertThat(failure("/x").kind()).isEqualTo(Kind.MALFORMED);
    on("/x", 200, "[" + "{},".repeat(1_000_000) + "{}]");
    assertThat(failure("/x").kind()).isEqualTo(Kind.MALFORMED);
  }

  @Test
  void aLimitIsAFailureThatEnds() {
    scripted.put("/x", new Answer(403, Map.of("X-Refused", "yes"), ""));
    ForgeFailure failed = failure("/x");
    assertThat(failed.kind()).isEqualTo(Kind.LIMITED);
    assertThat(failed.until()).isAfter(Instant.now());
  }

  @Test
  void whatTheNetworkDoesIsAFailureOfItsKind() throws Exception {
    scripted.put("/x", new Answer(302, Map.of("Location", "http://127.0.0.2/x"), ""));
    assertThat(failure("/x").kind()).isEqualTo(Kind.LEADS_AWAY);
    on("/x", 200, "{}");
    api = api(URI.create("http://127.0.0.2:" + server.getAddress().getPort()), Errand.ofPerson());
    assertThat(failure("/x").kind()).isEqualTo(Kind.ADDRESS_REFUSED);
    api = api(URI.create("http://name.invalid"), Errand.ofPerson());
    assertThat(failure("/x").kind()).isIn(Kind.UNREACHABLE, Kind.ADDRESS_REFUSED);
    Errand stopped = Errand.ofPerson();
    stopped.cancellation().cancel(Cancellation.Cause.REQUESTED);
    api = api(uri(""), stopped);
    assertThat(failure("/x").kind()).isEqualTo(Kind.CANCELLED);
    api = api(uri(""), Errand.ofPerson());
    server.stop(0);
    assertThat(failure("/x").kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(requests.get()).isEqualTo(1);
  }

  /** The tag is of the body alone, as it is at forges. */
  private void page(String path, String next, String body) {
    String tag = "\"" + body.hashCode() + "\"";
    scripted.put(
        path,
        new Answer(
            200,
            next == null
                ? Map.of("ETag", tag)
                : Map.of("ETag", tag, "Link", "<" + next + ">; rel=\"next\""),
            body));
  }

  private List<Long> numbers(String path) throws ForgeFailure {
    return api.list(path, null, item -> item.number("n"));
  }

  @Test
  void aListIsWholeOrAFailure() throws Exception {
    page("/l?per_page=2", "/l?page=2", "[{\"n\":1},{\"n\":2}]");
    page("/l?page=2", null, "[{\"n\":3}]");
    assertThat(numbers("/l?per_page=2")).containsExactly(1L, 2L, 3L);
    on("/l?page=2", 502, "");
    assertThatThrownBy(() -> numbers("/l?per_page=2"))
        .isInstanceOfSatisfying(
            ForgeFailure.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.UNAVAILABLE));
    page("/l?page=2", "/l?per_page=2", "[{\"n\":4}]");
    assertThatThrownBy(() -> numbers("/l?per_page=2"))
        .isInstanceOfSatisfying(
            ForgeFailure.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.MALFORMED));
  }

  @Test
  void aFullLastPageIsNotBelievedToBeTheLastForEver() throws Exception {
    page("/l?per_page=2", null, "[{\"n\":1},{\"n\":2}]");
    assertThat(numbers("/l?per_page=2")).containsExactly(1L, 2L);
    page("/l?per_page=2", "/l?page=2", "[{\"n\":1},{\"n\":2}]");
    page("/l?page=2", null, "[{\"n\":3}]");
    assertThat(numbers("/l?per_page=2")).containsExactly(1L, 2L, 3L);
    assertThat(requests.get()).isEqualTo(4);
    page("/s?per_page=3", null, "[{\"n\":1},{\"n\":2}]");
    numbers("/s?per_page=3");
    numbers("/s?per_page=3");
    assertThat(requests.get()).isEqualTo(6);
  }

  @Test
  void aListGoesOnWhereThePageItselfSays() throws Exception {
    on("/l", 200, "{\"values\":[1],\"next\":\"" + uri("/l2") + "\"}");
    on("/l2", 200, "{\"values\":[2]}");
    List<String> pages = new ArrayList<>();
    api.pages(
        "/l",
        page -> Optional.ofNullable(page.textOrNull("next")),
        page -> pages.add(page.json().path("values").toString()));
    assertThat(pages).containsExactly("[1]", "[2]");
  }

  private static ForgeFailure malformed(String json, Told.Taker taker) {
    try {
      taker.take(Told.of(new ObjectMapper().readTree(json), "/x"));
    } catch (ForgeFailure failed) {
      assertThat(failed.kind()).isEqualTo(Kind.MALFORMED);
      return failed;
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    throw new AssertionError("was read");
  }

  @Test
  void whatIsMissingOrOfAnotherTypeIsMalformed() {
    assertThat(malformed("{}", told -> told.text("a")))
        .hasMessage("The forge's answer is not as documented: /x.a is missing.");
    assertThat(malformed("{\"a\":null}", told -> told.number("a"))).hasMessageContaining("missing");
    assertThat(malformed("{\"a\":5}", told -> told.textOrNull("a")))
        .hasMessageContaining("/x.a is no text");
    malformed("{\"a\":\"5\"}", told -> told.number("a"));
    malformed("{\"a\":5.5}", told -> told.number("a"));
    malformed("{\"a\":99999999999999999999}", told -> told.numberOrNull("a"));
    malformed("{\"a\":\"true\"}", told -> told.flag("a"));
    malformed("{\"a\":\"yesterday\"}", told -> told.time("a"));
    malformed("{\"a\":{\"b\":[{}]}}", told -> told.items("a"));
    malformed("{\"a\":[]}", told -> told.object("a"));
    malformed("{\"a\":[1]}", told -> told.textsOrNone("a"));
    malformed("[]", told -> told.textOrNull("a"));
    malformed("{}", Told::items);
    assertThat(
            malformed(
                "{\"a\":{\"b\":[{\"c\":1},{}]}}",
                told -> told.object("a").items("b", item -> item.number("c"))))
        .hasMessageContaining("/x.a.b[1].c is missing");
  }
}
