package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;
import static org.sluice.mirror.Mirrors.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Following sources against a real Git server, which fails when it is told to. */
@Tag("portable")
class FollowingIT {

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;

  private String name;
  private ConfigUpstream upstream;
  private FaultyUpstream watched;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    server = StockGitServer.start(Files.createDirectory(temporary.resolve("served")));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void make() throws IOException {
    name = Mirrors.fresh("followed");
    upstream = ConfigUpstream.create(temporary.resolve("served").resolve(name + ".git"));
    upstream.push("main", Map.of("application.yml", "a: 1\n", "shop.yml", "b: 1\n"));
    watched = FaultyUpstream.before(server.url(""));
  }

  @AfterEach
  void forget() throws IOException {
    admin.delete("/config-sources/" + name).expect(204);
    watched.close();
  }

  /** Has a mirror of the upstream followed, and waits for the first success. */
  private void follow(String interval, Map<String, Object> more) {
    mirrors.add(name, watched.inFrontOf(server.url(name + ".git")));
    Map<String, Object> source = new HashMap<>(more);
    source.put("name", name);
    source.put("repository", "admin/" + name);
    source.put("interval", interval);
    admin.post("/config-sources", source).expect(201);
    state("it was refreshed", seen -> seen.path("refreshCount").asLong() > 0);
    mirrors.settled(name);
  }

  private JsonNode state() {
    return admin.get("/config-sources/" + name + "/state").expect(200).json();
  }

  private JsonNode state(String what, Predicate<JsonNode> fits) {
    return Waiting.until(what, PATIENCE, this::state, fits);
  }

  private String commit() {
    return state().path("currentCommit").asText();
  }

  private Answer refresh() {
    return admin.post(path(), null);
  }

  private String path() {
    return "/config-sources/" + name + "/refresh";
  }

  private JsonNode latestChange() {
    return admin
        .get("/config-sources/" + name + "/history")
        .expect(200)
        .json()
        .path("items")
        .get(0);
  }

  @Test
  void aPushIsSeenInTheNextRoundWithoutAnyRequest() throws IOException {
    follow("PT5S", Map.of());
    String pushed = upstream.push("main", Map.of("shop.yml", "b: 2\n", "x/y.txt", "z"));
    state("the push is seen", seen -> seen.path("currentCommit").asText().equals(pushed));
    JsonNode change = latestChange();
    assertThat(change.path("newCommit").asText()).isEqualTo(pushed);
    assertThat(change.path("oldCommit").asText()).isEqualTo(upstream.head("main~1"));
    assertThat(change.path("forced").asBoolean(true)).isFalse();
    assertThat(change.path("changedPaths").toString()).isEqualTo("[\"shop.yml\",\"x/y.txt\"]");
    assertThat(change.path("changedPathCount").asInt()).isEqualTo(2);
    assertThat(change.path("applications").toString()).isEqualTo("[\"shop\"]");
    // It goes on although nothing changes, and that fills neither the history nor the jobs.
    long jobs = syncs();
    long count = state().path("refreshCount").asLong();
    state("rounds go on", seen -> seen.path("refreshCount").asLong() > count + 1);
    assertThat(syncs()).isEqualTo(jobs);
    assertThat(latestChange()).isEqualTo(change);
  }

  private long syncs() {
    return admin
        .get("/repositories/admin/" + name + "/syncs")
        .expect(200)
        .json()
        .path("total")
        .asLong();
  }

  @Test
  void aForcedRefreshTellsWhatChangedAndIsThereAtOnce() throws IOException {
    follow("PT1H", Map.of());
    String before = commit();
    JsonNode same = refresh().expect(200).json();
    assertThat(same.path("hadChanges").asBoolean(true)).isFalse();
    assertThat(same.path("previousCommit").asText()).isEqualTo(before);
    assertThat(same.path("newCommit").asText()).isEqualTo(before);
    String pushed = upstream.push("main", Map.of("shop.yml", "b: 2\n"));
    JsonNode result = refresh().expect(200).json();
    assertThat(result.path("hadChanges").asBoolean()).isTrue();
    assertThat(result.path("previousCommit").asText()).isEqualTo(before);
    assertThat(result.path("newCommit").asText()).isEqualTo(pushed);
    assertThat(result.path("changedPaths").toString()).isEqualTo("[\"shop.yml\"]");
    assertThat(result.path("changedPathCount").asInt()).isEqualTo(1);
    assertThat(result.path("duration").asText()).startsWith("PT");
    assertThat(commit()).isEqualTo(pushed);
  }

  @Test
  void tenRefreshesAtOnceFetchAtMostTwice() throws Exception {
    follow("PT1H", Map.of());
    String pushed = upstream.push("main", Map.of("shop.yml", "b: 2\n"));
    int before = watched.exchanges().size();
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(CompletableFuture.supplyAsync(this::refresh));
    }
    for (CompletableFuture<Answer> each : asked) {
      assertThat(each.get().expect(200).json().path("newCommit").asText()).isEqualTo(pushed);
    }
    int packs = 0;
    for (FaultyUpstream.Exchange each :
        watched.exchanges().subList(before, watched.exchanges().size())) {
      packs += each.isPack() ? 1 : 0;
    }
    assertThat(packs).isBetween(1, 2);
  }

  @Test
  void aForcedPushAndAMovedTagAreToldAsSuch() throws IOException {
    follow("PT1H", Map.of());
    String forced = upstream.push("main", null, Map.of("shop.yml", "b: 3\n"));
    assertThat(refresh().expect(200).json().path("newCommit").asText()).isEqualTo(forced);
    assertThat(latestChange().path("forced").asBoolean()).isTrue();
    git(upstream.folder(), "tag", "live", forced);
    admin.patch("/config-sources/" + name, Map.of("defaultLabel", "live")).expect(200);
    refresh().expect(200);
    assertThat(state().path("currentLabel").asText()).isEqualTo("live");
    String moved = upstream.push("main", null, Map.of("shop.yml", "b: 4\n"));
    git(upstream.folder(), "tag", "-f", "live", moved);
    assertThat(refresh().expect(200).json().path("newCommit").asText()).isEqualTo(moved);
    assertThat(latestChange().path("forced").asBoolean()).isTrue();
    assertThat(latestChange().path("label").asText()).isEqualTo("live");
  }

  @Test
  void aLabelThatIsGoneLeavesTheLastGoodCommit() throws IOException {
    upstream.push("live", "main", Map.of("shop.yml", "b: 5\n"));
    follow("PT1H", Map.of("defaultLabel", "live", "rank", 0));
    String good = commit();
    assertThat(good).isEqualTo(upstream.head("live"));
    assertThat(staleByDefault()).isNull();
    git(upstream.folder(), "branch", "-D", "live");
    for (int i = 0; i < 2; i++) {
      if (i == 1) {
        watched.fault(Integer.MAX_VALUE, FaultyUpstream.status(503));
        refresh().expect(502);
        watched.fault(FaultyUpstream.passing());
      }
      refresh()
          .expectProblem(
              409,
              "Conflict",
              "refresh-label-gone",
              "The repository has no branch or tag live any more.",
              path());
    }
    assertThat(staleByDefault()).as("what the upstream has no more").isEqualTo("true");
    JsonNode state = state();
    assertThat(state.path("currentCommit").asText()).isEqualTo(good);
    assertThat(state.path("lastError").path("kind").asText()).isEqualTo("LABEL_GONE");
    JsonNode history = admin.get("/config-sources/" + name + "/history").json();
    assertThat(history.path("total").asInt()).isEqualTo(2);
    assertThat(history.path("items").get(0).path("newCommit").isNull()).isTrue();
    assertThat(history.path("items").get(0).path("oldCommit").asText()).isEqualTo(good);

    git(upstream.folder(), "branch", "live", good);
    assertThat(refresh().expect(200).json().path("hadChanges").asBoolean()).isFalse();
    assertThat(staleByDefault()).isNull();
    assertThat(latestChange().path("newCommit").asText()).as("it is back").isEqualTo(good);
    assertThat(latestChange().path("oldCommit").isNull()).isTrue();
    refresh().expect(200);
    assertThat(admin.get("/config-sources/" + name + "/history").json().path("total").asInt())
        .as("it is told once")
        .isEqualTo(3);
    String back = upstream.push("live", "main", Map.of("shop.yml", "b: 6\n"));
    assertThat(refresh().expect(200).json().path("newCommit").asText()).isEqualTo(back);
    assertThat(state().path("lastError").isNull()).isTrue();
  }

  @Test
  void anUpstreamThatIsDownLeavesWhatIsServedAndIsFoundAgain() throws IOException {
    follow("PT5S", Map.of("maxStaleness", "PT5S"));
    String good = commit();
    watched.fault(Integer.MAX_VALUE, FaultyUpstream.status(503));
    Answer refused = refresh().expect(502);
    assertThat(refused.json().path("type").asText()).isEqualTo("/problems/refresh-upstream-5xx");
    JsonNode down =
        state(
            "it is stale",
            seen -> seen.path("stale").asBoolean() && seen.path("consecutiveFailures").asInt() > 2);
    assertThat(down.path("currentCommit").asText()).isEqualTo(good);
    assertThat(down.path("lastError").path("kind").asText()).isEqualTo("UPSTREAM_5XX");
    // The failures are the source's, not the mirror's.
    assertThat(mirrors.state(name).path("consecutiveFailures").asInt()).isZero();
    String pushed = upstream.push("main", Map.of("shop.yml", "b: 9\n"));
    watched.fault(FaultyUpstream.passing());
    JsonNode back = state("it is back", seen -> seen.path("currentCommit").asText().equals(pushed));
    assertThat(back.path("consecutiveFailures").asInt()).isZero();
    assertThat(back.path("lastError").isNull()).isTrue();
  }

  @Test
  void aRepositoryThatIsNotFoundForAWhileIsNotDisabled() throws IOException {
    follow("PT1H", Map.of());
    Path away = temporary.resolve(name + ".away");
    Files.move(upstream.folder(), away);
    for (int i = 0; i < 6; i++) {
      assertThat(refresh().expect(502).json().path("type").asText())
          .isEqualTo("/problems/refresh-not-found");
    }
    assertThat(mirrors.state(name).path("status").asText()).isEqualTo("SUCCESS");
    Files.move(away, upstream.folder());
    refresh().expect(200);
  }

  @Test
  void whatTheGateHoldsBackIsNoSuccess() throws IOException {
    follow("PT1H", Map.of());
    admin.patch("/repositories/admin/" + name, Map.of("changePolicy", "APPROVE")).expect(200);
    mirrors.sync(name);
    String good = commit();
    upstream.push("main", null, Map.of("shop.yml", "b: 7\n"));
    for (int i = 0; i < 2; i++) {
      assertThat(refresh().expect(409).json().path("type").asText())
          .isEqualTo("/problems/refresh-held-back");
    }
    assertThat(commit()).isEqualTo(good);
    admin.post("/repositories/admin/" + name + "/held-changes/approve", null).expect(202);
    state(
        "what was approved is served",
        seen ->
            !seen.path("currentCommit").asText().equals(good) && seen.path("lastError").isNull());
  }

  @Test
  void aBranchThatIsHeldBackIsNotServedAsFresh() throws IOException {
    upstream.push("next", "main", Map.of("shop.yml", "b: 1\n"));
    follow("PT1H", Map.of("rank", 0));
    admin.patch("/repositories/admin/" + name, Map.of("changePolicy", "APPROVE")).expect(200);
    mirrors.sync(name);
    assertThat(stale("main")).isNull();
    assertThat(stale("next")).isNull();
    upstream.push("next", null, Map.of("shop.yml", "b: 2\n"));
    for (int i = 0; i < 2; i++) {
      refresh().expect(200);
      assertThat(stale("next")).isEqualTo("true");
      assertThat(stale("main")).isNull();
    }
    admin.post("/repositories/admin/" + name + "/held-changes/approve", null).expect(202);
    Waiting.until("what was approved is fresh", PATIENCE, () -> stale("next") == null);
  }

  private static String staleByDefault() {
    return admin.root().get("/config/shop/default").expect(200).header("X-Config-Stale");
  }

  private static String stale(String label) {
    return admin.root().get("/config/shop/default/" + label).expect(200).header("X-Config-Stale");
  }

  @Test
  void theNameOfTheDefaultLabelFollowsHead() throws IOException {
    follow("PT1H", Map.of("rank", 0));
    assertThat(admin.root().get("/config/shop/default").expect(200).text())
        .contains("\"" + name + ":main:shop.yml\"");
    git(upstream.folder(), "branch", "-m", "main", "trunk");
    git(upstream.folder(), "symbolic-ref", "HEAD", "refs/heads/trunk");
    refresh().expect(200);
    assertThat(admin.root().get("/config/shop/default").expect(200).text())
        .contains("\"" + name + ":trunk:shop.yml\"");
  }

  @Test
  void anybodysSyncIsARoundToo() throws IOException {
    follow("PT1H", Map.of());
    Instant before = Instant.parse(state().path("lastRefresh").asText());
    String pushed = upstream.push("main", Map.of("shop.yml", "b: 8\n"));
    mirrors.sync(name);
    // What it changed may be served a moment before it counts as a round.
    JsonNode state =
        state(
            "the sync is a round",
            seen -> Instant.parse(seen.path("lastRefresh").asText()).isAfter(before));
    assertThat(state.path("currentCommit").asText()).isEqualTo(pushed);
  }

  @Test
  void aRepositoryThatIsNotMirroredAnyMoreIsToldOf() {
    follow("PT1H", Map.of());
    String good = commit();
    admin.patch("/repositories/admin/" + name, Map.of("mirror", false)).expect(200);
    refresh()
        .expectProblem(
            409,
            "Conflict",
            "refresh-not-a-mirror",
            "The repository is not mirrored any more.",
            path());
    assertThat(commit()).isEqualTo(good);
  }
}
