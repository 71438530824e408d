package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.forge.github.GitHubStub;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;

/** What an account at a forge sees, over HTTP: shown, chosen, imported. */
@Tag("portable")
class ForgeImportIT {

  private static final String TOKEN = "ghp_discovers";

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
    github = GitHubStub.start().token(TOKEN, "octo", "repo").organisation("acme");
    github.repository("acme/app");
    github.repository("acme/old-docs").archived();
    github.repository("acme/vault").secret();
    github.repository("blue/app");
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private String repositories() {
    return "/forge-accounts/" + fleet.account() + "/repositories";
  }

  private String imports() {
    return "/forge-accounts/" + fleet.account() + "/import";
  }

  private static List<String> names(JsonNode discovered) {
    List<String> names = new ArrayList<>();
    discovered.path("items").forEach(each -> names.add(each.path("fullName").asText()));
    return names;
  }

  @Test
  void whatTheAccountSeesIsShownWithWhatFollowsIt() {
    fleet.track("acme/app");
    JsonNode seen = admin.get(repositories()).expect(200).json();
    assertThat(names(seen))
        .containsExactlyInAnyOrder("acme/app", "acme/old-docs", "acme/vault", "blue/app");
    assertThat(seen.path("total").asInt()).isEqualTo(4);
    ObjectNode app = Json.mapper().createObjectNode();
    app.put("fullName", "acme/app").put("cloneUrl", github.web() + "/acme/app.git");
    app.put("webUrl", github.web() + "/acme/app");
    app.put("description", "What acme/app is for").put("visibility", "public");
    app.put("archived", false).putNull("forkOf");
    app.put("tracked", fleet.namespace() + "/acme-app");
    assertThat(seen.path("items")).contains(app);
    assertThat(names(admin.get(repositories() + "?owner=acme").expect(200).json()))
        .containsExactlyInAnyOrder("acme/app", "acme/old-docs", "acme/vault");
  }

  @Test
  void allOfAnOwnerGoInButWhatTheGlobsLeaveOut() {
    Map<String, Object> wanted =
        Map.of(
            "owner", "acme",
            "exclude", List.of("old-*"),
            "namespace", fleet.namespace(),
            "tags", List.of("acme"));
    JsonNode preview = admin.post(imports() + "?dryRun=true", wanted).expect(200).json();
    assertThat(preview.path("added").asInt()).isEqualTo(2);
    assertThat(preview.path("format").isNull()).isTrue();
    Answer started = admin.post(imports(), wanted).expect(202);
    JsonNode job = fleet.await(started.locationId());
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.path("succeeded").asInt()).isEqualTo(2);
    JsonNode vault = admin.get("/repositories/" + fleet.namespace() + "/vault").expect(200).json();
    assertThat(vault.path("forge").asText()).isEqualTo("GITHUB");
    assertThat(vault.path("forgeAccountId").asText()).isEqualTo(fleet.account());
    assertThat(vault.path("tags").toString()).isEqualTo("[\"acme\"]");
    assertThat(vault.path("mirror").path("enabled").asBoolean()).isFalse();
    admin.get("/repositories/" + fleet.namespace() + "/old-docs").expect(404);

    // Again, after one more has come: only that is new.
    github.repository("acme/new");
    JsonNode second = fleet.await(admin.post(imports(), wanted).expect(202).locationId());
    assertThat(second.path("succeeded").asInt()).isEqualTo(1);
    assertThat(second.path("skipped").asInt()).isEqualTo(2);
  }

  @Test
  void theChosenOnesGoIn() {
    Map<String, Object> wanted =
        Map.of("repositories", List.of("Blue/App", "acme/app"), "namespace", fleet.namespace());
    JsonNode job = fleet.await(admin.post(imports(), wanted).expect(202).locationId());
    assertThat(job.path("succeeded").asInt()).isEqualTo(2);
    admin.get("/repositories/" + fleet.namespace() + "/app").expect(200);
  }

  @Test
  void aForgeThatDoesNotTellAllIsNotTakenAtItsWord() {
    IntStream.range(0, 120).forEach(i -> github.repository("acme/r" + i));
    github.fail("page=2", 500);
    long jobs = admin.get("/jobs").json().path("total").asLong();
    assertThat(admin.get(repositories()).expect(502).json().path("type").asText())
        .isEqualTo("/problems/forge-failed");
    assertThat(admin.post(imports(), Map.of()).expect(502).json().path("type").asText())
        .isEqualTo("/problems/forge-failed");
    assertThat(admin.get("/jobs").json().path("total").asLong()).isEqualTo(jobs);
    github.heal();
    assertThat(names(admin.get(repositories()).expect(200).json())).hasSize(124);
  }

  @Test
  void onlyAdministratorsLookThroughAccounts() {
    Team team = Team.on(sluice);
    for (String path : List.of(repositories(), imports())) {
      boolean read = path.equals(repositories());
      String method = read ? "GET" : "POST";
      Object body = read ? null : Map.of();
      sluice
          .api()
          .send(method, path, body)
          .expectProblem(
              401,
              "Unauthorized",
              "not-signed-in",
              "Sign in with a token or with user and password.",
              path);
      team.maintainer()
          .send(method, path, body)
          .expectProblem(
              403, "Forbidden", "forbidden", "This needs the role or token scope admin.", path);
      String unknown = path.replace(fleet.account(), "00000000-0000-0000-0000-000000000001");
      admin
          .send(method, unknown, body)
          .expectProblem(404, "Not Found", "not-found", "There is no such forge account.", unknown);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"repositories\":[]} | repositories | must be 1 to 1000 full names such as team/app",
        "{\"repositories\":[\"acme/none\"]} | repositories | names one that the account does not"
            + " see: acme/none",
        "{\"include\":[\"\"]} | include | may be 100 globs of up to 200 characters",
        "{\"include\":[\"nobody/*\"]} | body | chooses no repository",
        "{\"namespace\":\"nowhere\"} | namespace | there is no such namespace",
        "{\"branches\":true} | branches | is not a field of this request"
      })
  void whatBreaksARuleStartsNothing(String body, String field, String message) {
    admin.post(imports(), body).expectInvalid(field, message, imports());
  }

  @Test
  void parametersThatNobodyKnowsAreNamed() {
    admin
        .get(repositories() + "?size=5")
        .expectInvalid("size", "is not a parameter of this operation", repositories());
    admin
        .post(imports() + "?dryRun=perhaps", Map.of())
        .expectInvalid("dryRun", "must be true or false", imports());
  }
}
