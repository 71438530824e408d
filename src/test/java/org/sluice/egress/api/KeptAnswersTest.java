package org.sluice.egress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.egress.api.ScriptedApi.answer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;

/** Answers that are kept for conditional requests. */
@Timeout(60)
class KeptAnswersTest {

  @TempDir Path home;

  private final WaitingErrand errands = new WaitingErrand();
  private Path folder;
  private ScriptedApi api;
  private Outbound outbound;
  private ApiClient client;
  private volatile String text = "first";

  @BeforeEach
  void start() throws IOException {
    folder = home.resolve("answers");
    api = new ScriptedApi();
    api.on(
        "/api/x",
        exchange -> {
          String tag = "W/\"" + text + "\"";
          exchange.getResponseHeaders().set("ETag", tag);
          exchange.getResponseHeaders().set("X-Remaining", "5");
          if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            answer(exchange, 304, "");
          } else {
            exchange.getResponseHeaders().set("Content-Type", "application/x");
            exchange.getResponseHeaders().set("Link", "<?page=2>; rel=next");
            answer(exchange, 200, text);
          }
        });
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    client = client();
  }

  private ApiClient client() {
    return ApiClient.through(outbound, folder, errands, "Sluice", Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    outbound.close();
    api.close();
  }

  private ApiAnswer get(ApiAccount account, ApiRequest request) throws IOException {
    return client.send(account, request, errands.person());
  }

  private ApiAnswer get() throws IOException {
    return get(api.account("a"), ApiRequest.get("/x"));
  }

  private String asked(int number) {
    return api.came().get(number).field("If-None-Match");
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void whatHasNotChangedComesFromTheDisk() throws Exception {
    assertThat(get().kept()).isFalse();
    client = client();
    ApiAnswer again = get();
    assertThat(asked(1)).isEqualTo("W/\"first\"");
    assertThat(again.kept()).isTrue();
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("first".getBytes());
    assertThat(again.header("content-type")).contains("application/x");
    assertThat(NextPage.LINKED.next(again)).contains(api.uri("/api/x?page=2").toString());
  }

  @Test
  void theBudgetHearsWhatAnUnchangedAnswerTells() throws Exception {
    get();
    errands.pass(Duration.ofHours(2));
    get();
    assertThat(client.budgets().views("a").get(0).observedAt()).isEqualTo(errands.instant());
    assertThat(client.budgets().views("a").get(0).remaining()).isEqualTo(5);
  }

  @Test
  void whatHasChangedIsKeptAnew() throws Exception {
    get();
    text = "second";
    assertThat(get().kept()).isFalse();
    assertThat(get().body()).isEqualTo("second".getBytes());
    assertThat(asked(2)).isEqualTo("W/\"second\"");
    assertThat(files()).hasSize(1);
  }

  @Test
  void nothingIsKeptForAnotherTokenBudgetOrForm() throws Exception {
    get();
    get(api.account("a").letInBy("Authorization", "Bearer other"), ApiRequest.get("/x"));
    get(api.account("b"), ApiRequest.get("/x"));
    get(api.account("a"), ApiRequest.get("/x").accepting("text/plain"));
    get(api.account("a"), ApiRequest.get("/x?y"));
    assertThat(api.came()).hasSize(5).allMatch(came -> came.field("If-None-Match") == null);
  }

  @Test
  void whoAsksAnewGetsAnAnewAnswer() throws Exception {
    get();
    assertThat(get(api.account("a"), ApiRequest.get("/x").fresh()).kept()).isFalse();
    assertThat(asked(1)).isNull();
  }

  @Test
  void whatHasNoTagOrFailedIsNotKept() throws Exception {
    api.on("/api/plain", exchange -> answer(exchange, 200, "plain"));
    api.on(
        "/api/gone",
        exchange -> {
          exchange.getResponseHeaders().set("ETag", "\"x\"");
          answer(exchange, 404, "gone");
        });
    get(api.account("a"), ApiRequest.get("/plain"));
    get(api.account("a"), ApiRequest.get("/gone"));
    assertThat(files()).isEmpty();
  }

  @Test
  void aDateServesWhereThereIsNoTag() throws Exception {
    api.on(
        "/api/dated",
        exchange -> {
          exchange.getResponseHeaders().set("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");
          boolean same = exchange.getRequestHeaders().containsKey("If-Modified-Since");
          answer(exchange, same ? 304 : 200, same ? "" : "dated");
        });
    get(api.account("a"), ApiRequest.get("/dated"));
    assertThat(get(api.account("a"), ApiRequest.get("/dated")).body())
        .isEqualTo("dated".getBytes());
    assertThat(api.came().get(1).field("If-Modified-Since"))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void aFileThatIsBrokenAnywhereIsDeletedAndMissedByNobody() throws Exception {
    text = "some text that is long enough to be cut and bent in many places";
    get();
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] cut = Arrays.copyOf(whole, at);
      Files.write(file, cut);
      KeptAnswers kept = new KeptAnswers(() -> folder);
      assertThat(kept.find(api.account("a"), api.uri("/api/x"), "application/json")).isEmpty();
      assertThat(files()).isEmpty();
    }
    for (byte[] rubbish : List.of(new byte[100], ScriptedApi.gzip("other".getBytes()))) {
      Files.write(file, rubbish);
      assertThat(get().body()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
      assertThat(get().kept()).isTrue();
    }
  }

  @Test
  void theFolderMayGoAtAnyTime() throws Exception {
    get();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    assertThat(get().kept()).isFalse();
    assertThat(get().kept()).isTrue();
  }

  @Test
  void noTokenLiesInWhatIsKept() throws Exception {
    get();
    Path file = files().get(0);
    assertThat(file.toString()).doesNotContain("secret");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains("first")
          .doesNotContain("secret");
    }
  }

  private static ApiAnswer tagged(byte[] body) {
    return new ApiAnswer(
        URI.create("http://x"), null, 200, Map.of("ETag", List.of("\"t\"")), body, false);
  }

  @Test
  void anAnswerThatIsTooLargeIsNotKept() throws Exception {
    byte[] random = new byte[5 * 1024 * 1024];
    new Random(1).nextBytes(random);
    new KeptAnswers(() -> folder).keep(api.account("a"), api.uri("/api/x"), "x", tagged(random));
    assertThat(files()).isEmpty();
  }

  @Test
  void whatIsUsedStaysAndTheRestGoesWhenTheRoomIsFull() throws Exception {
    KeptAnswers kept = new KeptAnswers(() -> folder, 16 * 40_960L);
    URI used = api.uri("/api/used");
    kept.keep(api.account("a"), used, "x", tagged("used".getBytes()));
    for (int i = 0; i < 1_000; i++) {
      kept.keep(api.account("a"), api.uri("/api/" + i), "x", tagged("body".getBytes()));
      for (Path file : i % 100 == 0 ? files() : List.<Path>of()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(10_000 - i)));
      }
      assertThat(kept.find(api.account("a"), used, "x")).isPresent();
    }
    assertThat(files()).hasSizeBetween(100, 16 * 10);
  }
}
