package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What follows from failures: retries, waits, what is left alone, and whom people hear of. */
@Tag("portable")
class FailureRulesIT {

  @TempDir private static Path served;
  private static StockGitServer stock;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    stock = StockGitServer.start(served);
    GitCommand.generate(served.resolve("sound.git"), 5, 11);
  }

  @AfterAll
  static void stop() throws IOException {
    if (stock != null) {
      stock.close();
    }
  }

  private static FaultyUpstream upstream() throws IOException {
    return FaultyUpstream.before(stock.url(""));
  }

  /** A mirror of the sound repository behind the upstream, as its first sync has left it. */
  private static String mirrored(FaultyUpstream upstream) {
    String name = Mirrors.fresh("ruled");
    JsonNode added = mirrors.add(name, upstream.inFrontOf(stock.url("sound.git")));
    mirrors.ended(added.path("lastJob").asText());
    return name;
  }

  private static JsonNode failAgain(String name) {
    mirrors.sync(name);
    return mirrors.settled(name);
  }

  /** That so many were announced, as the log tells at once, and came to the people's list. */
  private static void assertNotices(String topic, String subject, int count) {
    String line = "notice=" + topic + " repository=admin/" + subject + " ";
    assertThat(sluice.logText().lines().filter(each -> each.contains(line)))
        .as("%s of %s", topic, subject)
        .hasSize(count);
    awaitTold(topic, subject, count);
  }

  private static void awaitTold(String topic, String part, int count) {
    Waiting.until(
        count + " of " + topic + " are told of " + part,
        Mirrors.PATIENCE,
        () -> admin.get("/notifications?topic=" + topic + "&q=" + part).expect(200).json(),
        page -> page.path("total").asInt() == count);
  }

  private static Instant next(JsonNode state) {
    return Instant.parse(state.path("nextSyncAt").asText());
  }

  private static String cause(JsonNode state) {
    return state.path("nextSyncCause").path("code").asText();
  }

  @Test
  void aSyncThatFindsNothingNewAsksTheUpstreamOnce() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      String name = mirrored(upstream);
      assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
      int before = upstream.exchanges().size();
      mirrors.sync(name);
      assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
      assertThat(upstream.exchanges().subList(before, upstream.exchanges().size()))
          .extracting(FaultyUpstream.Exchange::method)
          .containsExactly("POST");
    }
  }

  @Test
  void refusedCredentialsDisableAMirrorAfterFiveRunsUntilSomebodyLooksAfterIt() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      upstream.fault(FaultyUpstream.status(401));
      String name = mirrored(upstream);
      assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("FAILED");
      for (int run = 2; run <= 4; run++) {
        JsonNode state = failAgain(name);
        assertThat(state.path("status").asText()).isEqualTo("FAILED");
        assertThat(cause(state)).isEqualTo("BACK_OFF");
      }
      JsonNode off = failAgain(name);
      assertThat(off.path("status").asText()).isEqualTo("DISABLED");
      assertThat(off.path("nextSyncAt").isNull()).isTrue();
      assertThat(off.path("nextSyncCause").toString())
          .isEqualTo("{\"code\":\"DISABLED\",\"details\":{\"failures\":\"5\",\"kind\":\"AUTH\"}}");
      assertThat(off.path("nextSyncReason").asText())
          .isEqualTo(
              "disabled after 5 answers AUTH in a row: only a sync by hand, or another URL or"
                  + " credential, wakes it");
      assertThat(off.path("failure").path("retryable").asBoolean()).isFalse();
      assertThat(off.path("consecutiveFailures").asInt()).isEqualTo(5);

      assertThat(failAgain(name).path("status").asText()).isEqualTo("DISABLED");
      assertNotices("mirror-failed", name, 1);
      assertNotices("mirror-disabled", name, 1);

      upstream.fault(FaultyUpstream.passing());
      assertThat(failAgain(name).path("status").asText()).isEqualTo("SUCCESS");
      assertNotices("mirror-recovered", name, 1);
    }
  }

  @Test
  void anAbsentRepositoryIsConfirmedOverThreeRunsAndAnotherUrlWakesItsMirror() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      upstream.fault(FaultyUpstream.status(404));
      String name = mirrored(upstream);
      failAgain(name);
      assertNotices("mirror-failed", name, 0);
      assertThat(failAgain(name).path("status").asText()).isEqualTo("DISABLED");
      assertNotices("mirror-disabled", name, 1);

      admin
          .patch("/repositories/admin/" + name, Map.of("cloneUrl", stock.url("sound.git")))
          .expect(200);
      JsonNode woken = mirrors.state(name);
      assertThat(woken.path("status").asText()).isNotEqualTo("DISABLED");
      assertThat(woken.path("nextSyncAt").isNull()).isFalse();
      Waiting.until(
          "the timer has synced it",
          Mirrors.PATIENCE,
          () -> mirrors.state(name).path("status").asText(),
          "SUCCESS"::equals);
    }
  }

  @Test
  void aHostThatNamesSecondsIsLeftInPeaceForThemByAllItsMirrors() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      String other = mirrored(upstream);
      upstream.fault(FaultyUpstream.status(429, "Retry-After: 300"));
      Instant before = Instant.now();
      String name = mirrored(upstream);
      JsonNode state = mirrors.settled(name);

      assertThat(state.path("failure").path("kind").asText()).isEqualTo("RATE_LIMITED");
      assertThat(state.path("consecutiveFailures").asInt()).isZero();
      assertThat(next(state)).isCloseTo(before.plusSeconds(300), within(60, ChronoUnit.SECONDS));

      int asked = upstream.exchanges().size();
      JsonNode job = mirrors.ended(bulk(other));
      assertThat(job.path("skipped").asInt()).isEqualTo(1);
      JsonNode item =
          admin.get("/jobs/" + job.path("id").asText() + "/items").json().path("items").get(0);
      assertThat(item.path("result").asText())
          .startsWith("waits for 127.0.0.1:")
          .contains(", which asked to wait until ");
      assertThat(upstream.exchanges()).hasSize(asked);
      assertThat(mirrors.settled(other).path("status").asText()).isEqualTo("SUCCESS");
    }
  }

  private static String bulk(String... names) {
    List<String> ids =
        Stream.of(names)
            .map(name -> admin.get("/repositories/admin/" + name).json().path("id").asText())
            .toList();
    return admin
        .post("/repositories/sync-all", Map.of("repositoryIds", ids))
        .expect(202)
        .locationId();
  }

  @Test
  void aHostThatNamesADateIsLeftInPeaceUntilThen() throws Exception {
    Instant date = Instant.now().plus(Duration.ofMinutes(20)).truncatedTo(ChronoUnit.SECONDS);
    String header = DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
    try (FaultyUpstream upstream = upstream()) {
      upstream.fault(FaultyUpstream.status(429, "Retry-After: " + header));
      assertThat(next(mirrors.settled(mirrored(upstream))))
          .isCloseTo(date, within(2, ChronoUnit.SECONDS));
    }
  }

  @Test
  void aHostThatNamesNoTimeIsLeftInPeaceForAGrowingOne() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      upstream.fault(FaultyUpstream.status(429));
      String name = mirrored(upstream);
      JsonNode once = mirrors.settled(name);
      assertThat(cause(once)).isIn("OWN_WAIT", "HOST_WAITS");
      JsonNode twice = failAgain(name);
      Instant attempt = Instant.parse(twice.path("lastAttemptAt").asText());
      assertThat(next(twice)).isAfter(attempt.plusSeconds(115));
      assertThat(twice.path("consecutiveFailures").asInt()).isZero();
    }
  }

  @Test
  void anUpstreamInMaintenanceIsAskedAgainWhenItSays() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      String name = mirrored(upstream);
      upstream.fault(FaultyUpstream.status(503, "Retry-After: 600"));
      int before = upstream.exchanges().size();
      Instant now = Instant.now();
      JsonNode state = failAgain(name);

      assertThat(state.path("failure").path("kind").asText()).isEqualTo("UPSTREAM_5XX");
      assertThat(next(state)).isCloseTo(now.plusSeconds(600), within(60, ChronoUnit.SECONDS));
      assertThat(upstream.exchanges()).hasSize(before + 1);
    }
  }

  @Test
  void whatMayPassIsTriedAgainWithinTheRun() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      String name = mirrored(upstream);
      upstream.fault(2, FaultyUpstream.status(500));
      JsonNode job = mirrors.sync(name);

      assertThat(job.path("succeeded").asInt()).isEqualTo(1);
      JsonNode item =
          admin.get("/jobs/" + job.path("id").asText() + "/items").json().path("items").get(0);
      assertThat(item.path("attempts").asInt()).isEqualTo(3);
      assertThat(mirrors.settled(name).path("consecutiveFailures").asInt()).isZero();
    }
  }

  private static void awaitStatus(String name, String status) {
    Waiting.until(
        name + " is " + status,
        Mirrors.PATIENCE,
        () -> mirrors.state(name).path("status").asText(),
        status::equals);
  }

  @Test
  void rulesThatAreEditedDuringARunAreFollowedRightAfterIt() throws Exception {
    String name = Mirrors.fresh("edited");
    Path bare = served.resolve(name + ".git");
    GitCommand.generate(bare, 5, 13);
    try (FaultyUpstream upstream = upstream()) {
      String url = upstream.inFrontOf(stock.url(name + ".git"));
      admin
          .post("/repositories", Map.of("name", name, "cloneUrl", url, "changePolicy", "KEEP"))
          .expect(201);
      mirrors.settled(name);
      GitCommand.git(bare, "update-ref", "refs/heads/main", "main~1");
      // The run rests between its attempts.
      upstream.fault(FaultyUpstream.status(500));
      admin.post("/repositories/admin/" + name + "/sync", null).expect(202);
      awaitStatus(name, "SYNCING");
      admin.patch("/repositories/admin/" + name, Map.of("changePolicy", "FOLLOW")).expect(200);
      upstream.fault(FaultyUpstream.passing());
      Waiting.until(
          "the timer has followed the new rules",
          Mirrors.PATIENCE,
          () -> GitCommand.git(mirrors.folder(name), "rev-parse", "main"),
          GitCommand.git(bare, "rev-parse", "main")::equals);
    }
  }

  @Test
  void aSecretThatIsReplacedDuringARunIsTriedRightAfterIt() throws Exception {
    String name = Mirrors.fresh("secret");
    GitCommand.generate(served.resolve(name + ".git"), 3, 14);
    try (StockGitServer closed = StockGitServer.start(served, "ana", "right");
        FaultyUpstream upstream = FaultyUpstream.before(closed.url(""))) {
      String url = upstream.inFrontOf(closed.url(name + ".git"));
      String credential =
          admin
              .post(
                  "/credentials",
                  Map.of(
                      "label", name,
                      "kind", "TOKEN",
                      "host", URI.create(url).getAuthority(),
                      "username", "ana",
                      "secret", "wrong"))
              .expect(201)
              .locationId();
      // The run rests between its attempts.
      upstream.fault(FaultyUpstream.status(500));
      admin
          .post("/repositories", Map.of("name", name, "cloneUrl", url, "credentialId", credential))
          .expect(201);
      awaitStatus(name, "SYNCING");
      admin.patch("/credentials/" + credential, Map.of("secret", "right")).expect(200);
      upstream.fault(FaultyUpstream.passing());
      awaitStatus(name, "SUCCESS");
      assertThat(
              admin.get("/repositories/admin/" + name + "/syncs").expect(200).json().path("total"))
          .as("the first one failed with the old one")
          .hasToString("2");
    }
  }

  @Test
  void aDeadHostKeepsItsMirrorsWaitingUnpunishedAndTheyGoOnWhenItIsBack() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      List<String> names = Stream.generate(() -> mirrored(upstream)).limit(3).toList();
      String host = upstream.url("").substring("http://".length());
      names.forEach(mirrors::settled);
      upstream.fault(FaultyUpstream.hangUp());
      for (String name : names) {
        assertThat(mirrors.sync(name).path("failed").asInt()).isEqualTo(1);
      }

      JsonNode down =
          admin.get("/upstream-hosts?q=" + host).expect(200).json().path("items").get(0);
      assertThat(down.path("state").asText()).isEqualTo("UNREACHABLE");
      // A mirror of an earlier test may have had the same port.
      assertThat(down.path("mirrors").asInt()).isGreaterThanOrEqualTo(3);
      assertThat(down.path("failureKind").asText()).isEqualTo("NETWORK");
      assertThat(down.path("silentSince").isNull()).isFalse();
      assertThat(down.path("nextTryAt").isNull()).isFalse();
      for (String name : names) {
        JsonNode state = mirrors.settled(name);
        assertThat(state.path("consecutiveFailures").asInt()).as(name).isZero();
        assertThat(cause(state)).as(name).isEqualTo("HOST_UNREACHABLE");
        assertThat(state.path("nextSyncReason").asText())
            .startsWith("waits for " + host + ", which has not answered since ");
      }
      assertThat(mirrors.ended(bulk(names.get(1), names.get(2))).path("skipped").asInt())
          .isEqualTo(2);
      assertThat(
              admin
                  .root()
                  .get("/metrics")
                  .text()
                  .lines()
                  .filter(line -> line.startsWith("sluice_upstream_hosts{state=\"unreachable\"}"))
                  .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
          .allMatch(count -> count >= 1)
          .hasSize(1);

      upstream.fault(FaultyUpstream.passing());
      Instant back = Instant.now();
      assertThat(mirrors.sync(names.get(0)).path("succeeded").asInt()).isEqualTo(1);
      assertThat(admin.get("/upstream-hosts?q=" + host).json().path("total").asInt()).isZero();
      for (String name : names) {
        Waiting.until(
            name + " is synced again",
            Mirrors.PATIENCE,
            () -> mirrors.settled(name).path("lastSyncedAt").asText(),
            at -> Instant.parse(at).isAfter(back));
      }
      String log = sluice.logText();
      for (String topic : List.of("host-unreachable", "host-recovered")) {
        assertThat(
                log.lines()
                    .filter(line -> line.contains("notice=" + topic + " host=" + host + " ")))
            .as(topic)
            .hasSize(1)
            .allMatch(line -> line.contains("3 mirrors"));
        awaitTold(topic, host, 1);
      }
      for (String name : names) {
        assertNotices("mirror-failed", name, 0);
      }
    }
  }

  @Test
  void aHostThatRefusesEverybodyIsThere() throws Exception {
    try (FaultyUpstream upstream = upstream()) {
      upstream.fault(FaultyUpstream.status(404));
      List<String> names = Stream.generate(() -> mirrored(upstream)).limit(4).toList();
      names.forEach(mirrors::settled);
      String host = upstream.url("").substring("http://".length());
      assertThat(admin.get("/upstream-hosts?q=" + host).json().path("total").asInt()).isZero();
    }
  }

  @Test
  void hostsAreForAdministrators() {
    String name = Mirrors.fresh("ben").replace('-', 'x');
    String password = "a password for hosts";
    admin.post("/users", Map.of("name", name, "password", password)).expect(201);

    assertThat(sluice.api().get("/upstream-hosts").expect(401).json().path("type").asText())
        .isEqualTo("/problems/not-signed-in");
    assertThat(sluice.api().as(name, password).get("/upstream-hosts").expect(403).json().toString())
        .isEqualTo(
            "{\"type\":\"/problems/forbidden\",\"title\":\"Forbidden\",\"status\":403,"
                + "\"detail\":\"This needs the role or token scope admin.\","
                + "\"instance\":\"/api/v1/upstream-hosts\"}");
    assertThat(admin.get("/upstream-hosts?state=WELL").expect(400).json().toString())
        .startsWith(
            "{\"type\":\"/problems/invalid-input\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"state: ")
        .contains("\"field\":\"state\"");
    assertThat(admin.get("/upstream-hosts?sort=age").expect(400).json().path("errors").toString())
        .contains("\"field\":\"sort\"");
    for (String state : List.of("UNREACHABLE", "WAITING", "FAILING")) {
      admin.get("/upstream-hosts?sort=-silentSince,failedRuns&state=" + state).expect(200);
    }
  }
}
