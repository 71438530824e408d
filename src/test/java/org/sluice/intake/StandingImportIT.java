package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** Imports that stand, over HTTP, before a forge that changes between their runs. */
@Tag("portable")
class StandingImportIT {

  private static final String TOKEN = "ghp_stands";
  private static final String NOBODY = "00000000-0000-0000-0000-000000000001";

  private static RunningSluice sluice;
  private static Api admin;

  private GitHubStub github;
  private ForgeFleet fleet;
  private StubbedRepository app;
  private String standing;

  @BeforeAll
  static void server() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
  }

  @BeforeEach
  void forge() {
    github = GitHubStub.start().token(TOKEN, "octo", "repo").organisation("acme");
    app = github.repository("acme/app");
    github.repository("acme/old-docs");
    github.repository("acme/vault").secret();
    github.repository("blue/other");
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private String all() {
    return "/forge-accounts/" + fleet.account() + "/standing-imports";
  }

  private Map<String, Object> wanted(Object... fields) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("namespace", fleet.namespace());
    for (int i = 0; i < fields.length; i += 2) {
      wanted.put((String) fields[i], fields[i + 1]);
    }
    return wanted;
  }

  /** Keeps one and waits for its first run. */
  private JsonNode stand(Object... fields) {
    Answer made = admin.post(all(), wanted(fields)).expect(201);
    standing = all() + "/" + made.locationId();
    fleet.await(made.json().path("lastJob").asText());
    return now();
  }

  private JsonNode now() {
    return admin.get(standing).expect(200).json();
  }

  /** Runs it and tells what it stands at then. */
  private JsonNode run() {
    JsonNode job = fleet.run(standing + "/run", null);
    assertThat(job.path("kind").asText()).isEqualTo("DISCOVERY");
    return now();
  }

  private JsonNode repository(String name) {
    return admin.get("/repositories/" + fleet.namespace() + "/" + name).expect(200).json();
  }

  private boolean missed(String name) {
    return !repository(name).path("vanishedAt").isNull();
  }

  private List<String> here(String filter) {
    List<String> names = new ArrayList<>();
    admin
        .get("/repositories?namespace=" + fleet.namespace() + filter)
        .expect(200)
        .json()
        .path("items")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private static void assertResult(JsonNode now, int seen, int added, int vanished, int back) {
    JsonNode result = now.path("result");
    assertThat(
            List.of(
                result.path("seen").asInt(),
                result.path("added").asInt(),
                result.path("vanished").asInt(),
                result.path("back").asInt()))
        .as("seen, added, vanished, back of " + now)
        .containsExactly(seen, added, vanished, back);
  }

  @Test
  void theFirstRunBringsAllAndTheNextWhatIsNew() {
    JsonNode made =
        stand(
            "owner",
            "acme",
            "exclude",
            List.of("old-*"),
            "tags",
            List.of("acme"),
            "interval",
            "PT6H");
    assertResult(made, 2, 2, 0, 0);
    assertThat(made.path("interval").asText()).isEqualTo("PT6H");
    assertThat(made.path("failure").isNull()).isTrue();
    assertThat(here("")).containsExactly("app", "vault");
    JsonNode vault = repository("vault");
    assertThat(vault.path("forgeAccountId").asText()).isEqualTo(fleet.account());
    assertThat(vault.path("tags").toString()).isEqualTo("[\"acme\"]");
    assertThat(vault.path("mirror").path("enabled").asBoolean()).isFalse();
    assertThat(vault.path("vanishedAt").isNull()).isTrue();
    String id = made.path("id").asText();
    String check = "standing-import:" + id + ":" + made.path("lastJob").asText();
    assertThat(admin.get("/jobs?kind=HEALTH_CHECK&q=" + check).json().path("total").asInt())
        .isEqualTo(1);

    github.repository("acme/new");
    assertResult(run(), 3, 1, 0, 0);
    assertThat(here("")).containsExactly("app", "new", "vault");
    assertResult(run(), 3, 0, 0, 0);
  }

  @Test
  void whatIsNoLongerListedIsMarkedUntilItIsListedAgain() {
    stand("owner", "acme");
    StubbedRepository vault = github.repository("acme/vault");
    app.renameTo("blue/app");
    github.delete(vault);
    JsonNode marked = run();
    assertResult(marked, 1, 0, 2, 0);
    assertThat(here("&vanished=true")).containsExactly("app", "vault");
    assertThat(here("&vanished=false")).containsExactly("old-docs");
    assertThat(repository("app").path("vanishedAt").asText())
        .isEqualTo(marked.path("lastRunAt").asText());
    JsonNode notices =
        Waiting.until(
            "the notice is there",
            Duration.ofSeconds(30),
            () -> admin.get("/notifications?q=" + fleet.namespace() + "/vault").json(),
            seen -> seen.path("total").asInt() > 0);
    assertThat(notices.path("total").asInt()).isEqualTo(1);
    JsonNode notice = notices.path("items").get(0);
    assertThat(notice.path("topic").asText()).isEqualTo("repositories-vanished");
    assertThat(notice.path("text").asText())
        .isEqualTo(
            "2 repositories are no longer listed at the forge: %1$s/app, %1$s/vault. Nothing was deleted here."
                .formatted(fleet.namespace()));
    assertThat(notice.path("link").asText()).endsWith(standing);

    assertResult(run(), 1, 0, 0, 0);
    assertThat(repository("app").path("vanishedAt").asText())
        .isEqualTo(marked.path("lastRunAt").asText());
    app.renameTo("acme/app");
    github.repository("acme/vault");
    assertResult(run(), 3, 0, 0, 2);
    assertThat(here("&vanished=true")).isEmpty();
    admin
        .get("/repositories?vanished=perhaps")
        .expectInvalid("vanished", "must be true or false", "/repositories");
  }

  @Test
  void aListingThatIsNotWholeChangesNothing() {
    IntStream.range(0, 120).forEach(i -> github.repository("acme/r" + i));
    stand("owner", "acme");
    github.delete(app);
    github.repository("acme/new");
    github.fail("page=2", 500);
    JsonNode job = fleet.run(standing + "/run", null);
    assertThat(job.path("status").asText()).isEqualTo("FAILED");
    assertThat(fleet.item(job).path("failure").path("kind").asText()).isEqualTo("UNAVAILABLE");
    JsonNode failed = now();
    assertThat(failed.path("failure").path("kind").asText()).isEqualTo("UNAVAILABLE");
    assertThat(failed.path("failures").asInt()).isEqualTo(1);
    assertResult(failed, 123, 123, 0, 0);
    assertThat(Instant.parse(failed.path("lastAttemptAt").asText()))
        .isAfter(Instant.parse(failed.path("lastRunAt").asText()));
    assertThat(Instant.parse(failed.path("nextRunAt").asText()))
        .isBefore(Instant.parse(failed.path("lastAttemptAt").asText()).plus(Duration.ofHours(1)));
    assertThat(here("&vanished=true")).isEmpty();
    admin.get("/repositories/" + fleet.namespace() + "/new").expect(404);

    github.heal();
    JsonNode healed = run();
    assertResult(healed, 123, 1, 1, 0);
    assertThat(healed.path("failure").isNull()).isTrue();
    assertThat(healed.path("failures").asInt()).isZero();
    assertThat(here("&vanished=true")).containsExactly("app");
  }

  @Test
  void whatTheGlobsLeaveOutFromNowOnIsNotMissed() {
    stand("owner", "acme");
    github.delete(app);
    assertResult(run(), 2, 0, 1, 0);
    admin.patch(standing, Map.of("exclude", List.of("app", "old-*"))).expect(200);
    github.delete(github.repository("acme/old-docs"));
    assertResult(run(), 1, 0, 0, 1);
    assertThat(here("&vanished=true")).isEmpty();
    assertThat(here("")).containsExactly("app", "old-docs", "vault");
  }

  @Test
  void aRenamedOneIsNeitherGoneNorNew() {
    stand("owner", "acme");
    app.renameTo("acme/application");
    assertResult(run(), 3, 0, 0, 0);
    assertThat(here("")).containsExactly("app", "old-docs", "vault");
    github.delete(app);
    assertResult(run(), 2, 0, 1, 0);
    assertThat(missed("app")).isTrue();
  }

  @Test
  void whatTwoOfThemSawIsMissedWhenBothMissIt() {
    stand("owner", "acme");
    final String first = standing;
    JsonNode second = stand("include", List.of("app"));
    // The first one has it already: nothing is added twice.
    assertResult(second, 1, 0, 0, 0);
    final String other = standing;
    app.renameTo("blue/app");
    standing = first;
    assertResult(run(), 2, 0, 0, 0);
    assertThat(missed("app")).isFalse();
    github.delete(app);
    standing = other;
    assertResult(run(), 0, 0, 1, 0);
    assertThat(missed("app")).isTrue();
    admin.delete(first).expect(204);
    assertThat(missed("app")).isTrue();
    admin.delete(other).expect(204);
    assertThat(missed("app")).isFalse();
    assertThat(here("")).containsExactly("app", "old-docs", "vault");
  }

  @Test
  void whatWasTrackedBeforeIsWatchedToo() {
    fleet.track("acme/app", Map.of("name", "mine"));
    assertResult(stand("owner", "acme"), 3, 2, 0, 0);
    assertThat(here("")).containsExactly("mine", "old-docs", "vault");
    github.delete(app);
    assertResult(run(), 2, 0, 1, 0);
    assertThat(missed("mine")).isTrue();
    // Another upstream is another repository, of which nobody has said anything.
    String path = "/repositories/" + fleet.namespace() + "/mine";
    admin.patch(path, Map.of("cloneUrl", github.web() + "/blue/other.git")).expect(200);
    assertThat(missed("mine")).isFalse();
    assertResult(run(), 2, 0, 0, 0);
    assertThat(missed("mine")).isFalse();
  }

  @Test
  void whatSomebodyDeletedHereDoesNotComeBack() {
    stand("owner", "acme");
    admin.delete("/repositories/" + fleet.namespace() + "/app").expect(204);
    assertResult(run(), 3, 0, 0, 0);
    assertThat(here("")).containsExactly("old-docs", "vault");
  }

  @Test
  void whatCannotBeAddedIsCountedAndTheRestGoesIn() {
    fleet.track("blue/other", Map.of("name", "vault"));
    fleet.track("blue/else", Map.of("name", "acme-vault"));
    JsonNode now = stand("owner", "acme");
    assertResult(now, 3, 2, 0, 0);
    assertThat(now.path("result").path("refused").asInt()).isEqualTo(1);
    assertThat(now.path("result").path("refusal").asText())
        .isEqualTo(
            "acme/vault: name " + fleet.namespace() + "/vault belongs to another repository");
    JsonNode job = admin.get("/jobs/" + now.path("lastJob").asText()).json();
    assertThat(fleet.item(job).path("result").asText()).startsWith("3 seen, 2 added, 1 refused");
  }

  @Test
  void mirrorsOfItComeDueOneAfterTheOther() {
    stand("owner", "acme", "mirror", true);
    assertThat(here("&mirror=true")).hasSize(3);
  }

  @Test
  void theTimerRunsWhatFailedOnceTheForgeTakesATokenAgain() {
    stand("owner", "acme");
    github.revoke(TOKEN);
    assertThat(run().path("failure").path("kind").asText()).isEqualTo("AUTH");
    int asked = github.came().size();
    JsonNode again = run();
    assertThat(again.path("failures").asInt()).isEqualTo(2);
    assertThat(again.path("failure").path("detail").asText()).contains("is not let in");
    assertThat(github.came()).hasSize(asked);
    github.repository("acme/new");
    github.token("ghp_the_next", "octo", "repo");
    admin.patch("/forge-accounts/" + fleet.account(), Map.of("token", "ghp_the_next")).expect(200);
    JsonNode ran =
        Waiting.until(
            "the timer ran it",
            Duration.ofSeconds(90),
            this::now,
            seen -> seen.path("failures").asInt() == 0);
    assertResult(ran, 4, 1, 0, 0);
    JsonNode job = admin.get("/jobs/" + ran.path("lastJob").asText()).expect(200).json();
    assertThat(job.path("trigger").asText()).isEqualTo("SCHEDULE");
    assertThat(Instant.parse(ran.path("nextRunAt").asText()))
        .isAfter(Instant.parse(ran.path("lastRunAt").asText()).plus(Duration.ofHours(23)));
  }

  @Test
  void whatRunsIsNotRunTwice() {
    stand("owner", "acme");
    github.hang("/orgs/acme/repos");
    Answer first = admin.post(standing + "/run", null).expect(202);
    Answer second =
        admin
            .post(standing + "/run", null)
            .expectProblem(
                409,
                "Conflict",
                "already-running",
                "It is being worked on already.",
                standing + "/run");
    assertThat(second.locationId()).isEqualTo(first.locationId());
    github.heal();
    fleet.await(first.locationId());
  }

  @Test
  void onesOfAnAccountAreListedInPages() {
    stand("owner", "acme");
    String other =
        admin.post(all(), wanted("owner", "blue", "interval", "PT1H")).expect(201).locationId();
    JsonNode page = admin.get(all() + "?size=1&sort=-owner").expect(200).json();
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.path("items")).hasSize(1);
    assertThat(page.path("items").get(0).path("id").asText()).isEqualTo(other);
    assertThat(admin.get(all() + "?q=CME").json().path("total").asInt()).isEqualTo(1);
    admin.get(all() + "?state=new").expectInvalid("state", "is not a filter of this list", all());
  }

  @Test
  void anEditThatCameTooLateIsRefused() {
    stand("owner", "acme");
    Answer seen = admin.get(standing).expect(200);
    admin.with("If-None-Match", seen.header("ETag")).get(standing).expect(304);
    Api late = admin.with("If-Match", seen.header("ETag"));
    JsonNode changed =
        late.patch(standing, Map.of("interval", "P2D", "mirror", true)).expect(200).json();
    assertThat(changed.path("interval").asText()).isEqualTo("PT48H");
    assertThat(changed.path("owner").asText()).isEqualTo("acme");
    late.patch(standing, Map.of("mirror", false))
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            standing);
    late.delete(standing).expect(412);
    Map<String, Object> everything = new HashMap<>();
    everything.put("owner", null);
    assertThat(admin.patch(standing, everything).expect(200).json().path("owner").isNull())
        .isTrue();
    admin
        .patch(standing, "{\"interval\":null}")
        .expectInvalid("interval", "cannot be cleared", standing);
    admin
        .patch(standing, Map.of("id", NOBODY))
        .expectInvalid("id", "is not a field that can be changed", standing);
  }

  @Test
  void anAccountThatIsDeletedTakesItsStandingImportsAndNoRepository() {
    fleet.track("acme/app", Map.of("name", "mine"));
    stand("owner", "acme", "include", List.of("app"));
    github.delete(app);
    run();
    assertThat(missed("mine")).isTrue();
    admin.delete("/forge-accounts/" + fleet.account()).expect(204);
    admin.get(standing).expect(404);
    assertThat(missed("mine")).isFalse();
  }

  @Test
  void aNamespaceStaysWhileOneBringsRepositoriesThere() {
    stand("include", List.of("nothing"));
    admin.delete("/namespaces/" + fleet.namespace()).expect(409);
    admin.delete(standing).expect(204);
    admin.delete("/namespaces/" + fleet.namespace()).expect(204);
  }

  @Test
  void anAccountHasAHundredOfThemAtMost() {
    Map<String, Object> idle = wanted("include", List.of("nothing"));
    IntStream.range(0, 100).forEach(i -> admin.post(all(), idle).expect(201));
    admin
        .post(all(), idle)
        .expectProblem(
            409,
            "Conflict",
            "too-many-standing-imports",
            "An account may have 100 standing imports.",
            all());
  }

  @Test
  void onlyAdministratorsKeepThem() {
    stand("owner", "acme");
    Team team = Team.on(sluice);
    for (String[] each :
        new String[][] {
          {"GET", all()},
          {"POST", all()},
          {"GET", standing},
          {"PATCH", standing},
          {"DELETE", standing},
          {"POST", standing + "/run"}
        }) {
      boolean bare = !each[0].equals("PATCH") && !each[1].equals(all());
      Object body = each[0].equals("GET") || bare ? null : wanted();
      sluice
          .api()
          .send(each[0], each[1], body)
          .expectProblem(
              401,
              "Unauthorized",
              "not-signed-in",
              "Sign in with a token or with user and password.",
              each[1]);
      team.maintainer()
          .send(each[0], each[1], body)
          .expectProblem(
              403, "Forbidden", "forbidden", "This needs the role or token scope admin.", each[1]);
      String unknown = each[1].replace(fleet.account(), NOBODY);
      admin
          .send(each[0], unknown, body)
          .expectProblem(404, "Not Found", "not-found", "There is no such forge account.", unknown);
      if (!each[1].equals(all())) {
        String id = standing.substring(standing.lastIndexOf('/') + 1);
        String none = each[1].replace(id, NOBODY);
        admin
            .send(each[0], none, body)
            .expectProblem(
                404, "Not Found", "not-found", "There is no such standing import.", none);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namespace | null | is required",
        "namespace | \"nowhere\" | there is no such namespace",
        "interval | \"PT59M\" | must be a duration from PT1H to P7D",
        "interval | \"P8D\" | must be a duration from PT1H to P7D",
        "interval | \"daily\" | must be a duration from PT1H to P7D",
        "include | [\"\"] | may be 100 globs of up to 200 characters",
        "exclude | [\"a\\nb\"] | must not hold control characters",
        "tags | [\"#\"] | must be words of up to 50 letters, digits, spaces and . _ : / -",
        "owner | \"a\\u0000b\" | may have 255 characters, none of them for control",
        "branches | true | is not a field of this request"
      })
  void whatBreaksARuleIsNotKept(String field, String value, String message) {
    String rest = field.equals("namespace") ? "" : "\"namespace\":\"" + fleet.namespace() + "\",";
    admin
        .post(all(), "{" + rest + "\"" + field + "\":" + value + "}")
        .expectInvalid(field, message, all());
    assertThat(admin.get(all()).json().path("total").asInt()).isZero();
  }

  @Test
  void aRunTakesNoParameters() {
    stand("owner", "acme");
    admin
        .post(standing + "/run?dryRun=true", null)
        .expectInvalid("dryRun", "is not a parameter of this operation", standing + "/run");
  }
}
