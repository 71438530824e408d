package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.forge.github.GitHubStub;
import org.sluice.forge.github.StubbedPull;
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Refreshes over HTTP against a forge that is slow, wrong or down where it hurts. */
class RefreshIT {

  private static final String TOKEN = "ghp_refreshes";

  private static RunningSluice sluice;
  private static Api admin;

  private GitHubStub github;
  private ForgeFleet fleet;

  @BeforeAll
  static void server() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
  }

  @BeforeEach
  void forge() {
    github = GitHubStub.start().token(TOKEN, "octo", "repo").graphQl(false);
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private JsonNode repository(String path) {
    return admin.get(path).expect(200).json();
  }

  private List<JsonNode> pulls(String path, String query) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page;
    int number = 1;
    do {
      page =
          admin
              .get(path + "/pull-requests?size=200&sort=number&page=" + number++ + query)
              .expect(200)
              .json();
      page.path("items").forEach(all::add);
    } while (all.size() < page.path("total").asInt());
    return all;
  }

  private JsonNode pull(String path, long number) {
    return pulls(path, "&q=%23" + number).stream()
        .filter(each -> each.path("number").asLong() == number)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no open pull request " + number));
  }

  private static String light(JsonNode shown) {
    return shown.path("light").asText() + " " + shown.path("lightReason").asText();
  }

  /** One that everything is well with. */
  private static StubbedPull green(StubbedRepository repository, String title) {
    StubbedPull pull = repository.open(title).review("ben", "APPROVED");
    pull.head().check("build", "success");
    return pull;
  }

  @Test
  void ofManyPagesNoneIsFalselyClosed() {
    StubbedRepository app = github.repository("team/app");
    IntStream.range(0, 120).forEach(i -> app.open("Change " + i));
    String path = fleet.track("team/app");
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(pulls(path, "")).hasSize(120);
    assertThat(github.came("/pulls?").size()).isGreaterThan(1);
    fleet.run(path + "/refresh", null);
    assertThat(pulls(path, "")).hasSize(120);
    assertThat(pulls(path, "&state=CLOSED")).isEmpty();
  }

  @Test
  void aListThatDiesOnItsSecondPageClosesNothingAndSaysSo() {
    StubbedRepository app = github.repository("team/app");
    IntStream.range(0, 120).forEach(i -> green(app, "Change " + i));
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    String refreshedAt = repository(path).path("lastRefreshedAt").asText();
    app.pull(3).close();
    github.fail("page=2", 502);
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(job.path("status").asText()).isEqualTo("FAILED");
    JsonNode failure = fleet.item(job).path("failure");
    assertThat(failure.path("kind").asText()).isEqualTo("UNAVAILABLE");
    assertThat(pulls(path, "")).hasSize(120);
    JsonNode shown = repository(path);
    assertThat(shown.path("light").path("value").asText()).isEqualTo("UNKNOWN");
    assertThat(shown.path("light").path("reason").asText())
        .isEqualTo("could not be looked at: " + failure.path("detail").asText());
    assertThat(shown.path("lastRefreshedAt").asText()).isEqualTo(refreshedAt);
    assertThat(shown.path("lastRefreshAttemptAt").asText()).isGreaterThan(refreshedAt);
    JsonNode three = pull(path, 3);
    assertThat(three.path("light").asText()).isEqualTo("UNKNOWN");
    assertThat(three.path("knownLight").asText()).isEqualTo("GREEN");
    assertThat(three.path("knownAt").isNull()).isFalse();
    github.heal();
    fleet.run(path + "/refresh", null);
    assertThat(pulls(path, "")).hasSize(119);
    assertThat(pulls(path, "&state=CLOSED")).hasSize(1);
  }

  @Test
  @Tag("portable")
  void everyTurnOfAPullRequestHasItsLightAndReason() {
    StubbedRepository app = github.repository("team/app");
    StubbedPull merged = green(app, "to be merged");
    StubbedPull closed = green(app, "to be closed");
    StubbedPull draft = green(app, "to become a draft");
    StubbedPull failing = green(app, "to fail");
    StubbedPull asked = green(app, "to be argued about");
    StubbedPull fork = green(app, "from a fork").from("somebody/app");
    StubbedPull conflicting = green(app, "to conflict");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    assertThat(pulls(path, ""))
        .hasSize(7)
        .allMatch(each -> light(each).equals("GREEN 1 check passed; approved by ben"));
    assertThat(pull(path, fork.number()).path("sourceRepository").asText())
        .isEqualTo("somebody/app");

    merged.merge();
    closed.close();
    draft.draft();
    failing.head().check("build", "failure");
    asked.review("ben", "CHANGES_REQUESTED");
    conflicting.conflicting();
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(fleet.item(job).path("result").asText()).isEqualTo("5 open, 1 merged, 1 closed");
    assertThat(pulls(path, "&state=MERGED"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("number").asLong()).isEqualTo(merged.number()));
    assertThat(pulls(path, "&state=CLOSED"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("number").asLong()).isEqualTo(closed.number()));
    assertThat(light(pull(path, draft.number()))).isEqualTo("YELLOW is a draft");
    assertThat(light(pull(path, failing.number()))).isEqualTo("RED 1 check failed: build");
    assertThat(light(pull(path, asked.number()))).isEqualTo("RED changes requested by ben");
    assertThat(light(pull(path, conflicting.number()))).isEqualTo("RED conflicts with main");
    JsonNode shown = repository(path);
    assertThat(shown.path("light").path("value").asText()).isEqualTo("RED");
    assertThat(shown.path("light").path("reason").asText())
        .isEqualTo("#" + failing.number() + ": 1 check failed: build; and 2 more");

    failing.head().check("build", "success");
    asked.review("ben", "APPROVED");
    draft.ready();
    fleet.run(path + "/refresh", null);
    assertThat(light(pull(path, failing.number())))
        .isEqualTo("GREEN 1 check passed; approved by ben");
    assertThat(light(pull(path, asked.number())))
        .isEqualTo("GREEN 1 check passed; approved by ben");
    assertThat(pull(path, draft.number()).path("light").asText()).isEqualTo("GREEN");
  }

  @Test
  @Tag("portable")
  void checksThatCannotBeReadAreUnknownWithWhatWasKnown() {
    StubbedRepository app = github.repository("team/app");
    StubbedPull one = green(app, "One");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    String refreshedAt = repository(path).path("lastRefreshedAt").asText();
    github.fail("/check-runs", 503);
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(fleet.item(job).path("result").asText()).isEqualTo("1 open; missing: checks");
    JsonNode shown = pull(path, one.number());
    assertThat(shown.path("light").asText()).isEqualTo("UNKNOWN");
    assertThat(shown.path("lightReason").asText()).startsWith("checks could not be read: ");
    assertThat(shown.path("knownLight").asText()).isEqualTo("GREEN");
    assertThat(shown.path("checks").get(0).path("name").asText()).isEqualTo("build");
    assertThat(shown.path("checksAt").asText()).isLessThan(shown.path("reviewsAt").asText());
    assertThat(repository(path).path("lastRefreshedAt").asText()).isEqualTo(refreshedAt);
  }

  @Test
  void aLimitIsWaitedForAndNothingIsLost() {
    StubbedRepository app = github.repository("team/app");
    green(app, "One");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    github.forget();
    github.refuse("/pulls?", GitHubStub.Refusal.SECONDARY, 1);
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(github.came("/pulls?").size()).isEqualTo(2);
  }

  @Test
  void aRefreshOfAllGetsAroundWhatFailsAndHangsAndCountsAtEveryMoment() {
    int good = 294;
    for (int i = 0; i < good; i++) {
      StubbedRepository each = github.repository("all/good" + i);
      if (i % 10 == 0) {
        green(each, "Change");
      }
    }
    IntStream.range(0, 5).forEach(i -> github.repository("all/bad" + i));
    github.repository("all/hanging");
    github.fail("/all/bad", 502).hang("/all/hanging");
    github.limit(100_000, 100_000, Duration.ofHours(1));
    List<String> paths = new ArrayList<>();
    IntStream.range(0, good).forEach(i -> paths.add(fleet.track("all/good" + i)));
    IntStream.range(0, 5).forEach(i -> paths.add(fleet.track("all/bad" + i)));
    paths.add(fleet.track("all/hanging"));
    // The timer has the first look at what is new.
    quiet(paths.size());
    long firstCost = 100_000 - github.remaining();
    List<String> ids = paths.stream().map(path -> repository(path).path("id").asText()).toList();

    for (int round = 0; round < 2; round++) {
      long before = github.remaining();
      JsonNode job =
          watched(fleet.start("/repositories/refresh-all", Map.of("repositoryIds", ids)));
      assertThat(job.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
      assertThat(job.path("succeeded").asInt()).isEqualTo(good);
      assertThat(job.path("failed").asInt()).isEqualTo(6);
      assertThat(before - github.remaining()).isLessThanOrEqualTo(firstCost * 4 / 10);
    }
    JsonNode bad = repository(paths.get(good));
    JsonNode well = repository(paths.get(0));
    assertThat(bad.path("nextRefreshAt").asText())
        .isGreaterThan(well.path("nextRefreshAt").asText());
  }

  /** Waits until the timer has looked once at everything that is new. */
  private void quiet(int repositories) {
    Waiting.until(
        "the timer has looked at all that is new",
        Duration.ofSeconds(180),
        () ->
            StreamSupport.stream(
                        admin
                            .get("/repositories?size=200&namespace=" + fleet.namespace())
                            .expect(200)
                            .json()
                            .path("items")
                            .spliterator(),
                        false)
                    .allMatch(each -> !each.path("lastRefreshAttemptAt").isNull())
                && admin.get("/jobs?kind=REFRESH&status=RUNNING").json().path("total").asInt() == 0
                && repositories > 0);
  }

  private JsonNode watched(JsonNode started) {
    String job = "/jobs/" + started.path("id").asText();
    return Waiting.until(
        job + " has ended",
        Duration.ofSeconds(180),
        () -> {
          JsonNode seen = admin.get(job).expect(200).json();
          int sum = 0;
          for (String part :
              List.of("pending", "running", "succeeded", "failed", "skipped", "cancelled")) {
            sum += seen.path(part).asInt();
          }
          assertThat(sum).as(seen.toString()).isEqualTo(seen.path("total").asInt());
          return seen;
        },
        seen -> !seen.path("completedAt").isNull());
  }

  @Test
  @Tag("portable")
  void aTokenThatDiesIsToldOnceAndItsRepositoriesSayWhy() {
    StubbedRepository app = github.repository("team/app");
    green(app, "One");
    github.repository("team/web");
    String path = fleet.track("team/app");
    String other = fleet.track("team/web");
    fleet.run(path + "/refresh", null);
    github.revoke(TOKEN);
    JsonNode job = fleet.run(path + "/refresh", null);
    assertThat(fleet.item(job).path("failure").path("kind").asText()).isEqualTo("AUTH");
    assertThat(admin.get("/forge-accounts/" + fleet.account()).json().path("status").asText())
        .isEqualTo("INVALID");
    github.forget();
    JsonNode next = fleet.run(other + "/refresh", null);
    assertThat(fleet.item(next).path("failure").path("kind").asText()).isEqualTo("AUTH");
    assertThat(github.came()).as("asked with a token that is known to be dead").isEmpty();
    assertThat(repository(other).path("light").path("reason").asText())
        .contains("is not let in: 127.0.0.1 does not take the token");
    github.token("ghp_new", "octo");
    admin.patch("/forge-accounts/" + fleet.account(), Map.of("token", "ghp_new")).expect(200);
    Waiting.until(
        "what waited for the account was looked at",
        Duration.ofSeconds(90),
        () -> repository(path).path("light").path("value").asText().equals("GREEN"));
  }

  @Test
  @Tag("portable")
  void aLookAtPlainServersStrangersAndNothingIsRefused() {
    String plain = fleet.track("team/plain", Map.of("forge", "PLAIN"));
    admin
        .post(plain + "/refresh", null)
        .expectProblem(
            400,
            "Bad Request",
            "no-forge",
            plain.substring("/repositories/".length())
                + " is at a plain Git server, which has no pull requests.",
            plain + "/refresh");
    assertThat(repository(plain).path("light").path("value").asText()).isEqualTo("NONE");
    assertThat(sluice.api().post(plain + "/refresh", null).status()).isEqualTo(401);
    admin
        .post("/repositories/" + fleet.namespace() + "/none/refresh", null)
        .expectProblem(
            404,
            "Not Found",
            "not-found",
            "There is no such repository.",
            "/repositories/" + fleet.namespace() + "/none/refresh");
    admin
        .post(plain + "/refresh?dryRun=true", null)
        .expectInvalid("dryRun", "is not a parameter of this operation", plain + "/refresh");
    admin
        .post("/repositories/refresh-all", Map.of("repositoryIds", List.of()))
        .expectInvalid(
            "repositoryIds", "must name 1 to 1000 repositories", "/repositories/refresh-all");
    assertThat(
            admin
                .post(
                    "/repositories/refresh-all",
                    Map.of("repositoryIds", List.of(), "selection", Map.of()))
                .status())
        .isEqualTo(400);
    String name = ForgeFleet.fresh("viewer");
    admin.post("/users", Map.of("name", name, "password", "a password of theirs")).expect(201);
    Api viewer = sluice.api().as(name, "a password of theirs");
    assertThat(viewer.get(plain + "/pull-requests").status()).isEqualTo(404);
    admin
        .put("/namespaces/" + fleet.namespace() + "/members/" + name, Map.of("role", "VIEWER"))
        .expect(201);
    assertThat(viewer.post(plain + "/refresh", null).status()).isEqualTo(403);
    assertThat(viewer.get(plain + "/pull-requests").expect(200).json().path("total").asInt())
        .isZero();
  }

  @Test
  @Tag("portable")
  void twoRefreshesOfOneRepositoryExcludeEachOther() {
    github.repository("team/app");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    github.hang("/pulls?");
    JsonNode job = admin.post(path + "/refresh", null).expect(202).json();
    Answer second = admin.post(path + "/refresh", null);
    second.expectProblem(
        409, "Conflict", "already-running", "It is being worked on already.", path + "/refresh");
    assertThat(second.locationId()).isEqualTo(job.path("id").asText());
    admin.post("/jobs/" + job.path("id").asText() + "/cancel", null).expect(202);
    assertThat(fleet.await(job.path("id").asText()).path("status").asText()).isEqualTo("CANCELLED");
    github.heal();
    assertThat(fleet.run(path + "/refresh", null).path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  @Tag("portable")
  void theDashboardAndTheListAnswerForAllRepositories() {
    StubbedRepository app = github.repository("team/app");
    green(app, "Ready").by("renovate[bot]").label("deps");
    app.open("Waits for somebody");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    JsonNode listed =
        admin
            .get("/pull-requests?namespace=" + fleet.namespace() + "&sort=light")
            .expect(200)
            .json();
    assertThat(listed.path("total").asInt()).isEqualTo(2);
    assertThat(listed.path("items").get(0).path("light").asText()).isEqualTo("YELLOW");
    assertThat(
            admin
                .get("/pull-requests?ready=true&label=deps&repository=" + path.substring(14))
                .expect(200)
                .json()
                .path("total")
                .asInt())
        .isEqualTo(1);
    admin
        .get("/pull-requests?light=PINK")
        .expectInvalid(
            "light", "must be one of RED, UNKNOWN, YELLOW, GREEN, NONE", "/pull-requests");
    admin
        .get("/pull-requests?colour=red")
        .expectInvalid("colour", "is not a filter of this list", "/pull-requests");
    JsonNode summary = admin.get("/dashboard/summary").expect(200).json();
    assertThat(summary.path("pullRequests").path("GREEN").asInt()).isPositive();
    assertThat(summary.path("ready").asInt()).isPositive();
    assertThat(summary.path("oldest").path("number").asInt()).isPositive();
    assertThat(sluice.api().get("/dashboard/summary").status()).isEqualTo(401);
    assertThat(sluice.api().get("/pull-requests").status()).isEqualTo(401);
  }

  @Test
  void theIntervalThatAdministratorsSetPlansTheNextLook() {
    github.repository("team/app");
    String path = fleet.track("team/app");
    Map<String, Object> back = new HashMap<>();
    back.put("refreshInterval", null);
    try {
      admin.patch("/system/settings", Map.of("refreshInterval", "PT40M")).expect(200);
      Instant before = Instant.now();
      fleet.run(path + "/refresh", null);
      assertThat(Instant.parse(repository(path).path("nextRefreshAt").asText()))
          .isAfter(before.plus(Duration.ofMinutes(30)));
    } finally {
      admin.patch("/system/settings", back).expect(200);
    }
  }

  @Test
  void anotherUpstreamForgetsWhatWasKnownOfTheOldOne() {
    green(github.repository("team/app"), "One");
    github.repository("team/next");
    String path = fleet.track("team/app");
    fleet.run(path + "/refresh", null);
    assertThat(pulls(path, "")).hasSize(1);
    JsonNode changed =
        admin
            .patch(path, Map.of("cloneUrl", github.web() + "/team/next.git", "forge", "GITHUB"))
            .expect(200)
            .json();
    assertThat(changed.path("light").path("value").asText()).isEqualTo("UNKNOWN");
    assertThat(pulls(path, "")).isEmpty();
    fleet.run(path + "/refresh", null);
    assertThat(repository(path).path("light").path("value").asText()).isEqualTo("NONE");
  }
}
