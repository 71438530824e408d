package org.sluice.configsource.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;

/** Clients that ask without a pause while the upstream changes. */
@Tag("portable")
class ConfigUnderLoadIT {

  private static final int CLIENTS = 20;
  private static final int COMMITS = 200;
  private static final int MOST_REQUESTS = 5_000;

  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();

  @Test
  void noAnswerIsOfTwoCommitsAndNoneFails(@TempDir Path served) throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    String name = fresh("hammered");
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve(name + ".git"));
    push(upstream, name, 0);
    try (StockGitServer server = StockGitServer.start(served)) {
      new Mirrors(sluice).add(name, server.url(name + ".git"));
      admin
          .post(
              "/config-sources",
              Map.of("name", name, "repository", "admin/" + name, "applications", List.of(name)))
          .expect(201);
      admin.post("/config-sources/" + name + "/refresh", null).expect(200);
      String token =
          admin
              .post("/tokens", Map.of("name", name, "scopes", List.of("config:read")))
              .expect(201)
              .json()
              .path("token")
              .asText();
      Api client = sluice.api().anonymous().root().bearer(token);

      AtomicBoolean pushed = new AtomicBoolean();
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        boolean whole = i % 2 == 0;
        running.add(CompletableFuture.runAsync(() -> hammer(client, name, whole, pushed)));
      }
      running.add(CompletableFuture.runAsync(() -> refresh(admin, name, pushed)));
      for (int i = 1; i <= COMMITS; i++) {
        push(upstream, name, i);
      }
      pushed.set(true);
      for (CompletableFuture<Void> each : running) {
        each.get(Mirrors.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      JsonNode last = admin.post("/config-sources/" + name + "/refresh", null).expect(200).json();
      assertThat(last.path("newCommit").asText()).isEqualTo(upstream.head("main"));
      JsonNode served200 = client.get("/config/" + name + "/default").expect(200).json();
      assertThat(served200.path("version").asText()).isEqualTo(upstream.head("main"));
      assertThat(seen).hasSizeGreaterThan(5);
      assertThat(requests).hasValueGreaterThan(CLIENTS * 5);
      admin.delete("/config-sources/" + name).expect(204);
    }
  }

  /** Each commit says its number in three files. */
  private void push(ConfigUpstream upstream, String name, int number) throws IOException {
    String commit =
        upstream.push(
            "main",
            Map.of(
                name + ".yml",
                "one: " + number + "\n",
                "application.properties",
                "two=" + number + "\n",
                "application.json",
                "{\"three\": " + number + "}"));
    numbers.put(commit, number);
  }

  private void hammer(Api client, String name, boolean whole, AtomicBoolean pushed) {
    for (int i = 0; i < MOST_REQUESTS && !pushed.get(); i++) {
      requests.incrementAndGet();
      if (whole) {
        Answer answer = client.get("/config/" + name + "/default").expect(200);
        List<String> found = new ArrayList<>();
        answer
            .json()
            .path("propertySources")
            .forEach(each -> each.path("source").forEach(value -> found.add(value.asText())));
        assertThat(found).hasSize(3);
        assertThat(Set.copyOf(found)).hasSize(1);
        assertOf(answer, answer.json().path("version").asText(), found.get(0));
      } else {
        Answer answer = client.get("/config/" + name + "-default.json").expect(200);
        assertThat(answer.json().path("one").asInt()).isEqualTo(answer.json().path("two").asInt());
        assertOf(answer, answer.header("X-Config-Version"), answer.json().path("three").asText());
      }
    }
  }

  private void assertOf(Answer answer, String version, String number) {
    seen.add(version);
    assertThat(answer.header("X-Config-Version")).isEqualTo(version);
    Integer expected = numbers.get(version);
    // The commit may have been fetched before the test itself knows it.
    if (expected != null) {
      assertThat(number).isEqualTo(expected.toString());
    }
  }

  private static void refresh(Api admin, String name, AtomicBoolean pushed) {
    while (!pushed.get()) {
      admin.post("/config-sources/" + name + "/refresh", null).expect(200);
    }
  }
}
