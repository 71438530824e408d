package org.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
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
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;

/** Health checks over HTTP: every state, over scans, and what no scan does. */
@Tag("portable")
class HealthIT {

  private static final String TOKEN = "ghp_health";

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
    github = GitHubStub.start().token(TOKEN, "octo", "repo");
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private JsonNode check(String path) {
    JsonNode job = fleet.run(path + "/health-check", null);
    return fleet.item(job);
  }

  private JsonNode health(String path) {
    return admin.get(path + "/health").expect(200).json();
  }

  private static List<String> changes(JsonNode health) {
    return StreamSupport.stream(health.path("history").spliterator(), false)
        .map(each -> each.path("before").asText() + " " + each.path("after").asText())
        .toList();
  }

  @Test
  void whatIsThereIsHealthyAndTellsOfItself() {
    github.repository("team/app").topic("flow");
    String path = fleet.track("team/app");
    assertThat(health(path).path("state").asText()).isEqualTo("UNCHECKED");
    assertThat(check(path).path("result").asText()).isEqualTo("HEALTHY");
    JsonNode health = health(path);
    assertThat(health.path("state").asText()).isEqualTo("HEALTHY");
    assertThat(health.path("lastKnown").asText()).isEqualTo("HEALTHY");
    assertThat(health.path("metadata").path("topics").toString()).isEqualTo("[\"flow\"]");
    assertThat(health.path("metadata").path("defaultBranch").asText()).isEqualTo("main");
    assertThat(changes(health)).containsExactly("UNCHECKED HEALTHY");
    JsonNode repository = admin.get(path).expect(200).json();
    assertThat(repository.path("health").path("state").asText()).isEqualTo("HEALTHY");
    assertThat(repository.path("metadata")).isEqualTo(health.path("metadata"));
    JsonNode listed =
        admin.get("/repositories?health=HEALTHY&namespace=" + fleet.namespace()).expect(200).json();
    assertThat(listed.path("items").get(0).path("metadata").path("topics").toString())
        .isEqualTo("[\"flow\"]");
  }

  @Test
  void aScanSeesEveryStateAndDeletesNothing() {
    int each = 6;
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      github.repository("scan/well" + i);
      github.repository("scan/archived" + i).archived();
      github.repository("scan/disabled" + i).disabled();
      github.repository("scan/empty" + i).empty();
      github.repository("scan/moved" + i).renameTo("scan/away" + i);
      github.repository("scan/broken" + i);
      github.repository("scan/blocked" + i);
      for (String kind :
          List.of(
              "well", "archived", "disabled", "empty", "moved", "missing", "broken", "blocked")) {
        paths.add(fleet.track("scan/" + kind + i));
      }
    }
    github.fail("/repos/scan/broken", 502).fail("/repos/scan/blocked", 451);
    JsonNode job =
        fleet.run(
            "/repositories/health-check",
            Map.of("selection", Map.of("namespace", fleet.namespace())));
    assertThat(job.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(job.path("total").asInt()).isEqualTo(8 * each);
    assertThat(job.path("failed").asInt()).isEqualTo(each);
    for (String counter :
        List.of(
            "healthy",
            "archived",
            "disabled",
            "empty",
            "moved",
            "unconfirmed",
            "error",
            "blocked")) {
      assertThat(job.path("counters").path(counter).asInt()).as(counter).isEqualTo(each);
    }
    assertThat(
            admin
                .get("/repositories?namespace=" + fleet.namespace())
                .expect(200)
                .json()
                .path("total")
                .asInt())
        .isEqualTo(8 * each);
    JsonNode moved = health(paths.get(4));
    assertThat(moved.path("state").asText()).isEqualTo("MOVED");
    assertThat(moved.path("movedTo").asText()).contains("scan/away0");
    JsonNode recent =
        fleet.run(
            "/repositories/health-check",
            Map.of(
                "selection",
                Map.of("namespace", fleet.namespace()),
                "skipIfCheckedWithin",
                "PT24H"));
    assertThat(recent.path("skipped").asInt()).isEqualTo(8 * each);
    assertThat(recent.path("counters").path("recent").asInt()).isEqualTo(8 * each);
  }

  @Test
  void aSingleMissIsUnconfirmedAndTheThirdIsMissing() {
    StubbedRepository app = github.repository("team/app");
    String path = fleet.track("team/app");
    check(path);
    github.delete(app);
    assertThat(check(path).path("result").asText())
        .isEqualTo("UNCONFIRMED: It is missing, or not visible to octo. Seen 1 time of 3.");
    assertThat(health(path).path("state").asText()).isEqualTo("UNCONFIRMED");
    github.fail("/repos/team/app", 502);
    assertThat(check(path).path("status").asText()).isEqualTo("FAILED");
    JsonNode failed = health(path);
    assertThat(failed.path("state").asText()).isEqualTo("ERROR");
    assertThat(failed.path("lastKnown").asText()).isEqualTo("UNCONFIRMED");
    github.heal();
    check(path);
    assertThat(check(path).path("result").asText())
        .isEqualTo("NOT_FOUND: It is missing, or not visible to octo.");
    assertThat(changes(health(path)))
        .containsExactly(
            "UNCONFIRMED NOT_FOUND",
            "ERROR UNCONFIRMED",
            "UNCONFIRMED ERROR",
            "HEALTHY UNCONFIRMED",
            "UNCHECKED HEALTHY");
    github.repository("team/app");
    assertThat(check(path).path("result").asText()).startsWith("REPLACED");
  }

  @Test
  void aMissWithADeadTokenSaysNothingOfTheRepository() {
    github.repository("team/app");
    String path = fleet.track("team/app");
    check(path);
    github.fail("/repos/team/app", 404);
    github.revoke(TOKEN);
    assertThat(check(path).path("result").asText())
        .isEqualTo("AUTH_ERROR: 127.0.0.1 does not take the token (401): Bad credentials");
    assertThat(admin.get("/forge-accounts/" + fleet.account()).json().path("status").asText())
        .isEqualTo("INVALID");
  }

  @Test
  void whoMayNotIsRefused() {
    String path = fleet.track("team/app");
    assertThat(sluice.api().get(path + "/health").status()).isEqualTo(401);
    assertThat(sluice.api().post(path + "/health-check", null).status()).isEqualTo(401);
    assertThat(sluice.api().post("/repositories/health-check", null).status()).isEqualTo(401);
    String name = ForgeFleet.fresh("viewer");
    admin.post("/users", Map.of("name", name, "password", "a password of theirs")).expect(201);
    Api viewer = sluice.api().as(name, "a password of theirs");
    viewer
        .get(path + "/health")
        .expectProblem(
            404, "Not Found", "not-found", "There is no such repository.", path + "/health");
    admin
        .put("/namespaces/" + fleet.namespace() + "/members/" + name, Map.of("role", "VIEWER"))
        .expect(201);
    assertThat(viewer.get(path + "/health").status()).isEqualTo(200);
    viewer
        .post(path + "/health-check", null)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of " + fleet.namespace() + " may do this.",
            path + "/health-check");
    String bulk = "/repositories/health-check";
    admin
        .post(bulk, Map.of("skipIfCheckedWithin", "a day"))
        .expectInvalid(
            "skipIfCheckedWithin", "must be a duration such as PT24H, at most P365D", bulk);
    admin
        .post(bulk, Map.of("repositoryIds", List.of(), "selection", Map.of()))
        .expectInvalid("selection", "cannot stand beside repositoryIds", bulk);
    admin
        .post(bulk, Map.of("selection", Map.of("colour", "red")))
        .expectInvalid("selection.colour", "is not a field of this request", bulk);
  }

  @Test
  void severalScansAtOnceDoNotMix() {
    IntStream.range(0, 20).forEach(i -> github.repository("team/app" + i));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(admin.get(fleet.track("team/app" + i)).json().path("id").asText());
    }
    JsonNode one =
        admin.post("/repositories/health-check", Map.of("repositoryIds", ids)).expect(202).json();
    JsonNode two =
        admin
            .post("/repositories/health-check", Map.of("repositoryIds", ids.subList(0, 10)))
            .expect(202)
            .json();
    assertThat(fleet.await(one.path("id").asText()).path("counters").path("healthy").asInt())
        .isEqualTo(20);
    assertThat(fleet.await(two.path("id").asText()).path("counters").path("healthy").asInt())
        .isEqualTo(10);
  }
}
