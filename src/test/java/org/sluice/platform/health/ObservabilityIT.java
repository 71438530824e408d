package org.sluice.platform.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What the server shows of itself: health, meters and its log. */
@Tag("portable")
class ObservabilityIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "a-secret-that-no-log-may-hold";
  private static final Pattern SAMPLE =
      Pattern.compile("[a-z0-9_]+(\\{[a-z_]+=\"[^\"]*\"(,[a-z_]+=\"[^\"]*\")*,?})? \\S+");

  private static RunningSluice sluice;

  @BeforeAll
  static void start() {
    sluice =
        RunningSluice.with("observed")
            .environment("SLUICE_METRICS_PROTECTED", "true")
            .environment("SLUICE_ADMIN_PASSWORD", SECRET)
            .start();
  }

  @AfterAll
  static void stop() {
    sluice.close();
  }

  private static Api open() {
    return sluice.api().root();
  }

  private static Api admin() {
    return sluice.api().as(RunningSluice.ADMIN, SECRET);
  }

  private static List<String> checks(JsonNode health) {
    return StreamSupport.stream(health.path("checks").spliterator(), false)
        .map(check -> check.path("name").asText() + " " + check.path("status").asText())
        .sorted()
        .toList();
  }

  private static String scrape() {
    return admin().root().with("Accept", "*/*").get("/metrics").expect(200).text();
  }

  private static OptionalDouble sample(String name) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst();
  }

  @Test
  void healthTellsEachCheckByNameAndNothingMore() {
    Map<String, List<String>> expected =
        Map.of(
            "/health",
            List.of("configuration UP", "database UP", "home UP", "process UP", "schema UP"),
            "/health/live",
            List.of("process UP"),
            "/health/ready",
            List.of("configuration UP", "database UP", "home UP"),
            "/health/started",
            List.of("schema UP"));
    expected.forEach(
        (path, checks) -> {
          Api.Answer answer = open().get(path).expect(200);
          assertThat(answer.header("Content-Type")).startsWith("application/json");
          assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
          assertThat(answer.json().path("status").asText()).isEqualTo("UP");
          assertThat(checks(answer.json())).as(path).isEqualTo(checks);
          assertThat(answer.json().fieldNames()).toIterable().containsOnly("status", "checks");
        });
  }

  @Test
  void withoutItsHomeItIsLiveButNotReadyAndComesBack() throws IOException {
    Path away = sluice.home().resolveSibling("home-away");
    Files.move(sluice.home(), away);
    try {
      JsonNode down = open().get("/health/ready").expect(503).json();
      assertThat(down.path("status").asText()).isEqualTo("DOWN");
      assertThat(checks(down)).contains("home DOWN");
      open().get("/health/live").expect(200);
      open().get("/health").expect(503);
    } finally {
      Files.move(away, sluice.home());
    }
    open().get("/health/ready").expect(200);
  }

  @Test
  void protectedMetersAskForAnAccountThatMayRead() {
    Api.Answer asked = open().get("/metrics").expect(401);
    assertThat(asked.header("WWW-Authenticate")).startsWith("Basic ");
    assertThat(asked.text()).isEmpty();
    Api.Answer wrong = open().as(RunningSluice.ADMIN, "wrong").get("/metrics").expect(401);
    assertThat(wrong.json().path("type").asText()).isEqualTo("/problems/bad-credentials");
    String onlyGit =
        admin()
            .post("/tokens", Map.of("name", "only-git", "scopes", List.of("git:read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    open().bearer(onlyGit).get("/metrics").expect(403);
    assertThat(scrape()).isNotEmpty();
  }

  @Test
  void metersAreTextOfPrometheusAndTellOfSyncsMirrorsJobsAndTheMachine(@TempDir Path served)
      throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    GitCommand.generate(served.resolve("measured.git"), 5, 1);
    try (StockGitServer upstream = StockGitServer.start(served)) {
      sync("measured", upstream.url("measured.git"));
      sync("absent", upstream.url("no-such.git"));
    }
    Api.Answer answer = admin().root().with("Accept", "*/*").get("/metrics").expect(200);
    assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("0.0.4");
    assertThat(answer.text().lines().filter(line -> !line.startsWith("#")))
        .allMatch(line -> SAMPLE.matcher(line).matches());
    assertThat(sample("sluice_sync_seconds_count{outcome=\"changed\"}").orElse(0)).isPositive();
    assertThat(sample("sluice_sync_seconds_sum{outcome=\"changed\"}").orElse(0)).isPositive();
    assertThat(sample("sluice_sync_seconds_count{outcome=\"failed\"}").orElse(0)).isPositive();
    Waiting.until(
        "the picture of the mirrors is renewed",
        PATIENCE,
        () -> sample("sluice_mirrors{status=\"failed\"}").orElse(0) == 1);
    assertThat(sample("sluice_mirrors{status=\"success\"}").orElse(-1)).isEqualTo(1);
    assertThat(sample("sluice_mirrors_oldest_success_age_seconds").orElse(-1))
        .isBetween(0.0, 600.0);
    Waiting.until(
        "both jobs have ended", PATIENCE, () -> sample("sluice_jobs_active").orElse(-1) == 0);
    assertThat(sample("sluice_job_items{state=\"pending\"}").orElse(-1)).isZero();
    assertThat(sample("sluice_job_items{state=\"running\"}").orElse(-1)).isZero();
    assertThat(sample("sluice_job_concurrency").orElse(0)).isPositive();
    assertThat(sample("sluice_job_streams").orElse(-1)).isZero();
    assertThat(scrape()).contains("jvm_memory_used_bytes{", "process_uptime_seconds ");
    assertThat(scrape()).as("totals name nobody").doesNotContain("measured", "absent");
  }

  private static void sync(String name, String url) {
    String job =
        admin()
            .post("/repositories", Map.of("name", name, "cloneUrl", url))
            .expect(201)
            .json()
            .path("lastJob")
            .asText();
    Waiting.until(
        "the first sync of " + name + " has ended",
        PATIENCE,
        () -> !admin().get("/jobs/" + job).expect(200).json().path("completedAt").isNull());
  }

  @Test
  void aStartLogsNoWarningOfOursAndNoSecret() throws IOException {
    // Wrong and right credentials alike pass by the log.
    open().as("nobody", "guessed-password-7").get("/api/v1/me").expect(401);
    String token =
        admin()
            .post("/tokens", Map.of("name", "logged", "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    sluice.api().bearer(token).get("/me").expect(200);
    sluice.api().bearer(token + "x").get("/me").expect(401);
    String log = sluice.logText();
    String key = Files.readString(sluice.home().resolve("key")).strip();
    assertThat(log).doesNotContain(SECRET, "guessed-password-7", token, key);
    Matcher ours =
        Pattern.compile("(?m)^.*(WARN|SEVERE|ERROR).*(org\\.sluice|WFLYEJB0131|WFLYSRV0274).*$")
            .matcher(log.substring(0, log.indexOf("Welcome to Sluice")));
    assertThat(ours.results().map(each -> each.group()).toList()).isEmpty();
  }
}
