package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.forge.github.EmulatedGitHub.BEN;
import static org.sluice.forge.github.EmulatedGitHub.OCTAVIA;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Sluice over HTTP with a GitHub that others wrote. */
class EmulatedGitHubIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String APP = "team/app";

  private static EmulatedGitHub emulated;
  private static RunningSluice sluice;
  private static Api admin;

  private static ForgeFleet fleet;

  @BeforeAll
  static void start() {
    emulated = EmulatedGitHub.start();
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    fleet =
        ForgeFleet.at(admin, "GITHUB", emulated.root().toString())
            .account(emulated.root(), OCTAVIA);
  }

  @AfterAll
  static void stop() {
    if (emulated != null) {
      emulated.close();
    }
  }

  private static long opened(String branch) {
    emulated.branch(APP, branch);
    JsonNode opened = emulated.open(OCTAVIA, APP, branch, false);
    emulated.check(APP, opened.at("/head/sha").asText(), "build", "success");
    long number = opened.path("number").asLong();
    emulated.review(APP, number, "APPROVE");
    return number;
  }

  private static void check(long number, String name, String conclusion) {
    String sha =
        emulated
            .send(OCTAVIA, "GET", "/repos/" + APP + "/pulls/" + number, null)
            .at("/head/sha")
            .asText();
    emulated.check(APP, sha, name, conclusion);
  }

  private static List<JsonNode> pulls(String path, String state) {
    List<JsonNode> all = new ArrayList<>();
    admin
        .get(path + "/pull-requests?size=200&sort=number&state=" + state)
        .expect(200)
        .json()
        .path("items")
        .forEach(all::add);
    return all;
  }

  private static List<String> lights(String path, String state) {
    return pulls(path, state).stream()
        .map(
            each ->
                each.path("title").asText()
                    + ": "
                    + each.path("light").asText()
                    + " "
                    + each.path("lightReason").asText())
        .toList();
  }

  private static List<JsonNode> followed(String kind, String path) {
    return StreamSupport.stream(
            admin.get("/jobs?size=200&kind=" + kind).expect(200).json().path("items").spliterator(),
            false)
        .filter(each -> each.path("trigger").asText().equals("WEBHOOK"))
        .filter(
            each ->
                each.path("selection")
                    .asText()
                    .equals("repository:" + path.substring("/repositories/".length())))
        .toList();
  }

  @Test
  void everyTurnOfAPullRequestHasItsLight() {
    final long merged = opened("merged");
    final long closed = opened("closed");
    final long failing = opened("failing");
    final long again = opened("again");
    final long argued = opened("argued");
    opened("good");
    emulated.branch(APP, "draft");
    emulated.open(OCTAVIA, APP, "draft", true);
    emulated.send(BEN, "POST", "/repos/" + APP + "/forks", Map.of());
    JsonNode fork = emulated.open(BEN, APP, "ben:afar", false);
    String path = fleet.track(APP);
    check(failing, "lint", "failure");
    check(again, "lint", "failure");
    check(again, "lint", "success");
    emulated.review(APP, argued, "REQUEST_CHANGES");
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(job.path("status").asText()).as(fleet.item(job).toString()).isEqualTo("SUCCEEDED");
    assertThat(fleet.item(job).path("result").asText()).isEqualTo("8 open; missing: checks");
    assertThat(lights(path, "OPEN"))
        .contains(
            "From good: GREEN 1 check passed; approved by ben",
            "From failing: RED 1 check failed: lint",
            "From again: GREEN all 2 checks passed; approved by ben",
            "From argued: RED changes requested by ben",
            "From draft: YELLOW no review yet; is a draft")
        // Of a fork's commit it knows in the fork alone, which is nothing that GitHub does.
        .anyMatch(each -> each.startsWith("From ben:afar: UNKNOWN checks could not be read"));
    assertThat(pulls(path, "OPEN"))
        .filteredOn(each -> each.path("number").equals(fork.path("number")))
        .singleElement()
        .satisfies(each -> assertThat(each.path("sourceRepository").asText()).isEqualTo("ben/app"));

    String numbers = "/repos/" + APP + "/pulls/";
    emulated.send(OCTAVIA, "PUT", numbers + merged + "/merge", Map.of());
    emulated.send(OCTAVIA, "PATCH", numbers + closed, Map.of("state", "closed"));
    emulated.review(APP, argued, "APPROVE");
    JsonNode second = fleet.run(path + "/refresh", null);
    assertThat(fleet.item(second).path("result").asText())
        .isEqualTo("6 open, 1 merged, 1 closed; missing: checks");
    assertThat(lights(path, "OPEN")).contains("From argued: GREEN 1 check passed; approved by ben");
    assertThat(pulls(path, "MERGED"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("number").asLong()).isEqualTo(merged));
    assertThat(pulls(path, "CLOSED"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("number").asLong()).isEqualTo(closed));
  }

  @Test
  void ofManyPagesNoneIsFalselyClosed() {
    IntStream.range(0, 120).forEach(i -> emulated.open(OCTAVIA, "team/many", "topic-" + i, false));
    String path = fleet.track("team/many");
    for (int round = 0; round < 2; round++) {
      JsonNode job = fleet.run(path + "/refresh", null);
      assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(pulls(path, "OPEN")).hasSize(120);
      assertThat(pulls(path, "CLOSED")).isEmpty();
    }
    assertThat(emulated.relay.passed("/repos/team/many/pulls?"))
        .anyMatch(each -> each.target().contains("page=2"));
    JsonNode parts =
        admin
            .get("/forge-accounts/" + fleet.account() + "/rate-budget")
            .expect(200)
            .json()
            .path("parts");
    assertThat(parts)
        .filteredOn(part -> part.path("resource").asText().equals("core"))
        .singleElement()
        .satisfies(
            part -> {
              assertThat(part.path("limit").asLong()).isEqualTo(5000);
              assertThat(part.path("remaining").asLong()).isBetween(1L, 4_880L);
            });
  }

  @Test
  void whatItsWebhooksSignIsBelieved() {
    String path = fleet.track("team/web", Map.of("mirror", true));
    String secret =
        admin.post(path + "/hook-secret", null).expect(200).json().path("secret").asText();
    JsonNode hook =
        emulated.send(
            OCTAVIA,
            "POST",
            "/repos/team/web/hooks",
            Map.of(
                "name",
                "web",
                "events",
                List.of("*"),
                "config",
                Map.of(
                    "url",
                    sluice.address().resolve("/hooks/github").toString(),
                    "content_type",
                    "json",
                    "secret",
                    secret)));
    emulated.push("team/web", "main");
    JsonNode opened = emulated.open(OCTAVIA, "team/web", "topic", false);
    emulated.check("team/web", opened.at("/head/sha").asText(), "build", "success");
    emulated.send(OCTAVIA, "PATCH", "/repos/team/web", Map.of("archived", true));
    Waiting.until(
        "a sync, a refresh and a check of health came of them",
        PATIENCE,
        () ->
            !followed("SYNC", path).isEmpty()
                && !followed("REFRESH", path).isEmpty()
                && !followed("HEALTH_CHECK", path).isEmpty());
    String deliveries = "/repos/team/web/hooks/" + hook.path("id") + "/deliveries";
    Waiting.until(
        "each delivery was accepted",
        PATIENCE,
        () -> emulated.send(OCTAVIA, "GET", deliveries, null),
        seen ->
            seen.size() >= 4
                && StreamSupport.stream(seen.spliterator(), false)
                    .allMatch(each -> each.path("status_code").asInt() == 202));
    Waiting.until(
        "what the events were about is known",
        PATIENCE,
        () ->
            admin.get(path + "/health").json().path("state").asText().equals("ARCHIVED")
                && pulls(path, "OPEN").size() == 1
                && !pulls(path, "OPEN").get(0).path("checks").isEmpty());
  }
}
