package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The server is killed while a source changes, and started again on the same home. */
class ConfigCrashIT {

  private static final int KILLS = 2;
  private static final String SOURCE = "/config-sources/shop";

  @TempDir private Path served;

  @Test
  void whatWasServedIsServedAfterTheRestartAndNoChangeIsLost() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve("conf.git"));
    upstream.push("main", Map.of("shop.yml", "n: 0\n"));
    Random random = new Random(20261126);
    try (StockGitServer stock = StockGitServer.start(served);
        FaultyUpstream watched = FaultyUpstream.before(stock.url(""));
        RunningSluice sluice = RunningSluice.with("config-crash").onPostgres().start()) {
      new Mirrors(sluice).add("conf", watched.inFrontOf(stock.url("conf.git")));
      sluice
          .admin()
          .post(
              "/config-sources",
              Map.of("name", "shop", "repository", "admin/conf", "interval", "PT5S"))
          .expect(201);
      sluice.admin().post(SOURCE + "/refresh", null).expect(200);

      for (int kill = 1; kill <= KILLS; kill++) {
        int number = kill * 1000;
        CompletableFuture<Void> changing =
            CompletableFuture.runAsync(() -> change(sluice, upstream, number));
        // Anywhere in a push, a glance, a sync or what is written after it.
        TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(900));
        sluice.kill();
        changing.get(60, TimeUnit.SECONDS);
        String last = upstream.push("main", Map.of("shop.yml", "n: " + number + "\n"));

        // As long as the upstream is down the last good commit is served, and is there at once.
        watched.fault(Integer.MAX_VALUE, FaultyUpstream.status(503));
        sluice.start();
        JsonNode before = state(sluice);
        assertThat(before.path("currentCommit").asText()).isNotEmpty();
        JsonNode answer = sluice.admin().root().get("/config/shop/default").expect(200).json();
        assertThat(answer.path("version").asText())
            .isEqualTo(before.path("currentCommit").asText());

        watched.fault(FaultyUpstream.passing());
        Waiting.until(
            "it is level with its upstream",
            Mirrors.PATIENCE,
            () -> state(sluice),
            seen ->
                seen.path("currentCommit").asText().equals(last)
                    && seen.path("consecutiveFailures").asInt() == 0);
      }
      assertChain(sluice, upstream.head("main"));
    }
  }

  private static JsonNode state(RunningSluice sluice) {
    return sluice.admin().get(SOURCE + "/state").expect(200).json();
  }

  /** Pushes and refreshes until the server is gone. */
  private static void change(RunningSluice sluice, ConfigUpstream upstream, int number) {
    try {
      for (int i = 0; i < 200; i++) {
        upstream.push("main", Map.of("shop.yml", "n: " + (number + i) + "\n"));
        sluice.admin().post(SOURCE + "/refresh", null);
      }
    } catch (Exception killed) {
      // As it should.
    }
  }

  /** Each change of the history begins where the one before it ended. */
  private static void assertChain(RunningSluice sluice, String head) {
    List<JsonNode> changes = new ArrayList<>();
    int page = 1;
    JsonNode items;
    do {
      items =
          sluice
              .admin()
              .get(SOURCE + "/history?size=200&page=" + page++)
              .expect(200)
              .json()
              .path("items");
      items.forEach(changes::add);
    } while (!items.isEmpty());
    Collections.reverse(changes);
    assertThat(changes).hasSizeGreaterThan(KILLS);
    String commit = null;
    for (JsonNode change : changes) {
      assertThat(change.path("oldCommit").asText(null)).isEqualTo(commit);
      commit = change.path("newCommit").asText();
    }
    assertThat(commit).isEqualTo(head);
  }
}
