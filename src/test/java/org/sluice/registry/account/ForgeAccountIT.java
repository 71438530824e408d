package org.sluice.registry.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.forge.github.GitHubStub;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/**
 * Accounts at forges over HTTP: tried before they are stored, and never shown with their tokens.
 */
@Tag("portable")
class ForgeAccountIT {

  private static final String TOKEN = "ghp_" + Long.toString(System.nanoTime(), 36) + "NeverShown";
  private static final String OTHER = "ghp_" + Long.toString(System.nanoTime(), 36) + "NorThisOne";
  private static final String PATH = "/forge-accounts";
  private static final ConcurrentLinkedQueue<String> ANSWERS = new ConcurrentLinkedQueue<>();

  private static RunningSluice sluice;
  private static Api admin;
  private static Api maintainer;
  private static GitHubStub github;
  private static ForgeFleet fleet;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    github = GitHubStub.start().token(TOKEN, "octo", "repo", "read:org").token(OTHER, "octo");
    fleet = ForgeFleet.at(admin, "GITHUB", github.web());
    String name = ForgeFleet.fresh("user");
    admin.post("/users", Map.of("name", name, "password", "a password of theirs")).expect(201);
    admin
        .put("/namespaces/" + fleet.namespace() + "/members/" + name, Map.of("role", "MAINTAINER"))
        .expect(201);
    maintainer = sluice.api().as(name, "a password of theirs");
  }

  @AfterAll
  static void noTokenWasShown() {
    github.close();
    String audit = admin.get("/audit?size=200").text();
    for (String secret : new String[] {TOKEN, OTHER}) {
      assertThat(ANSWERS).noneMatch(answer -> answer.contains(secret));
      assertThat(audit).doesNotContain(secret);
      assertThat(sluice.logText().contains(secret)).as("the log holds a token").isFalse();
    }
  }

  private static Answer kept(Answer answer) {
    ANSWERS.add(answer.text());
    return answer;
  }

  private static Map<String, Object> wanted(Object... more) {
    return fleet.entered(github.root(), TOKEN, more);
  }

  private static String added() {
    return kept(admin.post(PATH, wanted())).expect(201).locationId();
  }

  @Test
  void anAccountIsStoredOnceItsForgeHasTakenTheToken() {
    Answer answer = kept(admin.post(PATH, wanted())).expect(201);
    JsonNode account = answer.json();
    assertThat(answer.header("Location")).endsWith(PATH + "/" + account.path("id").asText());
    assertThat(account.path("status").asText()).isEqualTo("VALID");
    assertThat(account.path("login").asText()).isEqualTo("octo");
    assertThat(account.path("scopes").toString()).isEqualTo("[\"read:org\",\"repo\"]");
    assertThat(account.path("cloneHost").asText()).isEqualTo(github.root().getAuthority());
    assertThat(account.path("isDefault").asBoolean()).isFalse();
    assertThat(account.path("lastValidatedAt").isNull()).isFalse();
    assertThat(account.has("token")).isFalse();
    assertThat(kept(admin.get(PATH + "/" + account.path("id").asText())).expect(200).json())
        .isEqualTo(account);
    JsonNode listed =
        kept(admin.get(PATH + "?q=" + account.path("label").asText() + "&status=VALID"))
            .expect(200)
            .json();
    assertThat(listed.path("items").get(0)).isEqualTo(account);
    assertThat(listed.path("total").asInt()).isEqualTo(1);
  }

  @Test
  void aTokenThatTheForgeDoesNotTakeIsNotStored() {
    Map<String, Object> wanted = wanted("token", "ghp_wrong");
    kept(admin.post(PATH, wanted))
        .expectProblem(
            422,
            "Unprocessable Content",
            "token-refused",
            "127.0.0.1 does not take the token (401): Bad credentials",
            PATH);
    assertThat(admin.get(PATH + "?q=" + wanted.get("label")).json().path("total").asInt()).isZero();
  }

  @Test
  void aForgeThatCannotBeAskedStoresNothing() {
    GitHubStub gone = GitHubStub.start();
    gone.close();
    Answer answer = kept(admin.post(PATH, fleet.entered(gone.root(), TOKEN)));
    assertThat(answer.expect(502).json().path("type").asText()).isEqualTo("/problems/forge-failed");
  }

  @Test
  void anAddressThatTheGuardRefusesIsNotAsked() {
    Map<String, Object> wanted = wanted("baseUrl", "http://127.0.0.2:9/api/v3");
    Answer answer = kept(admin.post(PATH, wanted));
    assertThat(answer.expect(422).json().path("type").asText())
        .isEqualTo("/problems/forge-refused");
  }

  @Test
  void everyFieldThatBreaksARuleIsNamed() {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("label", " ");
    wanted.put("forge", "GITEA");
    wanted.put("login", "a:b");
    wanted.put("token", "with space");
    wanted.put("expiresAt", "2001-01-01T00:00:00Z");
    JsonNode errors = kept(admin.post(PATH, wanted)).expect(400).json().path("errors");
    assertThat(StreamSupport.stream(errors.spliterator(), false))
        .extracting(each -> each.path("field").asText() + " " + each.path("message").asText())
        .containsExactly(
            "label is required",
            "baseUrl is required, since there are many of this forge",
            "login may have 255 characters, but no colon among them",
            "token may have 4096 printable characters, no spaces",
            "expiresAt must be in the future");
    kept(admin.post(PATH, wanted("forge", "PLAIN")))
        .expectInvalid("forge", "PLAIN has no API and no accounts", PATH);
    kept(admin.post(PATH, wanted("baseUrl", "https://forge.example/api?x=1")))
        .expectInvalid("baseUrl", "must not hold a query (?)", PATH);
    kept(admin.post(PATH, wanted("colour", "red")))
        .expectInvalid("colour", "is not a field of this request", PATH);
  }

  @Test
  void onlyAdministratorsSeeAndKeepAccounts() {
    String path = PATH + "/" + added();
    for (Answer refused :
        new Answer[] {
          maintainer.get(PATH),
          maintainer.get(path),
          maintainer.post(PATH, wanted()),
          maintainer.patch(path, Map.of("label", "mine")),
          maintainer.post(path + "/validate", null),
          maintainer.get(path + "/rate-budget"),
          maintainer.delete(path)
        }) {
      assertThat(kept(refused).status()).as(refused.text()).isEqualTo(403);
    }
    maintainer
        .get(path)
        .expectProblem(
            403, "Forbidden", "forbidden", "This needs the role or token scope admin.", path);
    assertThat(sluice.api().get(path).status()).isEqualTo(401);
    assertThat(sluice.api().post(PATH, wanted()).status()).isEqualTo(401);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String path = PATH + "/" + UUID.randomUUID();
    for (Answer missing :
        new Answer[] {
          admin.get(path),
          admin.patch(path, Map.of("label", "x")),
          admin.delete(path),
          admin.get(path + "/rate-budget"),
          admin.post(path + "/validate", null)
        }) {
      assertThat(missing.status()).as(missing.text()).isEqualTo(404);
    }
    admin
        .get(path)
        .expectProblem(404, "Not Found", "not-found", "There is no such forge account.", path);
  }

  @Test
  void aLabelThatIsTakenIsAConflict() {
    Map<String, Object> wanted = wanted();
    admin.post(PATH, wanted).expect(201);
    Map<String, Object> again = new HashMap<>(wanted);
    again.put("label", wanted.get("label").toString().toUpperCase(java.util.Locale.ROOT));
    kept(admin.post(PATH, again))
        .expectProblem(
            409,
            "Conflict",
            "account-taken",
            "There is an account of that label, or a default of that host, already.",
            PATH);
  }

  @Test
  void anotherLabelKeepsTheTokenAndAsksNobody() {
    Answer before = admin.post(PATH, wanted()).expect(201);
    String path = PATH + "/" + before.locationId();
    github.forget();
    Answer changed =
        kept(
            admin
                .with("If-Match", before.header("ETag"))
                .patch(path, Map.of("label", ForgeFleet.fresh("other"), "token", " ")));
    assertThat(changed.expect(200).json().path("status").asText()).isEqualTo("VALID");
    assertThat(github.came("/user")).isEmpty();
    admin
        .with("If-Match", before.header("ETag"))
        .patch(path, Map.of("label", "late"))
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            path);
    assertThat(
            kept(admin.post(path + "/validate", null)).expect(200).json().path("status").asText())
        .isEqualTo("VALID");
  }

  @Test
  void aTokenIsNeverShownToAnotherAddress() {
    String path = PATH + "/" + added();
    GitHubStub elsewhere = GitHubStub.start().token(TOKEN, "octo");
    try (elsewhere) {
      kept(admin.patch(path, Map.of("baseUrl", elsewhere.root().toString())))
          .expectInvalid("token", "is required again when baseUrl changes", path);
      assertThat(elsewhere.came()).isEmpty();
      JsonNode moved =
          kept(admin.patch(path, Map.of("baseUrl", elsewhere.root().toString(), "token", TOKEN)))
              .expect(200)
              .json();
      assertThat(moved.path("baseUrl").asText()).isEqualTo(elsewhere.root().toString());
    }
  }

  @Test
  void aTokenThatDiesTurnsTheAccountInvalidAndIsToldOnce() {
    String dying = "ghp_" + ForgeFleet.fresh("dying");
    github.token(dying, "octo");
    Map<String, Object> wanted = wanted("token", dying);
    String path = PATH + "/" + kept(admin.post(PATH, wanted)).expect(201).locationId();
    github.revoke(dying);
    for (int i = 0; i < 2; i++) {
      JsonNode tried = kept(admin.post(path + "/validate", null)).expect(200).json();
      assertThat(tried.path("status").asText()).isEqualTo("INVALID");
      assertThat(tried.path("statusDetail").asText())
          .isEqualTo("127.0.0.1 does not take the token (401): Bad credentials");
    }
    Waiting.until(
        "the notice is told",
        java.time.Duration.ofSeconds(30),
        () -> notices(wanted.get("label").toString()) == 1);
    kept(admin.patch(path, Map.of("token", dying))).expect(422);
    JsonNode mended = kept(admin.patch(path, Map.of("token", OTHER))).expect(200).json();
    assertThat(mended.path("status").asText()).isEqualTo("VALID");
    assertThat(mended.path("statusDetail").isNull()).isTrue();
    assertThat(notices(wanted.get("label").toString())).isEqualTo(1);
  }

  private static long notices(String label) {
    JsonNode items = admin.get("/notifications?size=200").expect(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(each -> each.path("subject").asText().equals(label))
        .count();
  }

  @Test
  void theEndThatTheForgeTellsIsKept() {
    Instant end = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    String ending = "ghp_" + ForgeFleet.fresh("ending");
    github.token(ending, end, "octo");
    JsonNode account = kept(admin.post(PATH, wanted("token", ending))).expect(201).json();
    assertThat(account.path("expiresAt").asText()).isEqualTo(end.toString());
  }

  @Test
  void onlyAdministratorsNameAnAccountInARepository() {
    String account = added();
    Map<String, Object> repository =
        Map.of(
            "namespace",
            fleet.namespace(),
            "name",
            ForgeFleet.fresh("app"),
            "cloneUrl",
            github.web() + "/team/named.git",
            "mirror",
            false,
            "forge",
            "GITHUB",
            "forgeAccountId",
            account);
    maintainer
        .post("/repositories", repository)
        .expectInvalid("forgeAccountId", "only administrators name an account", "/repositories");
    Map<String, Object> elsewhere = new HashMap<>(repository);
    elsewhere.put("cloneUrl", "https://git.example.org/team/named.git");
    admin
        .post("/repositories", elsewhere)
        .expectInvalid(
            "forgeAccountId",
            "is for " + github.root().getAuthority() + ", not for git.example.org",
            "/repositories");
    Map<String, Object> otherForge = new HashMap<>(repository);
    otherForge.put("forge", "GITLAB");
    admin
        .post("/repositories", otherForge)
        .expectInvalid("forgeAccountId", "is at GITHUB, not at GITLAB", "/repositories");
    admin.post("/repositories", repository).expect(201);
    kept(admin.delete(PATH + "/" + account))
        .expectProblem(
            409,
            "Conflict",
            "forge-account-in-use",
            "A repository names it. Give that another one first.",
            PATH + "/" + account);
    String path = "/repositories/" + fleet.namespace() + "/" + repository.get("name");
    Map<String, Object> clears = new HashMap<>();
    clears.put("forgeAccountId", null);
    assertThat(admin.patch(path, clears).expect(200).json().path("forgeAccountId").isNull())
        .isTrue();
    kept(admin.delete(PATH + "/" + account)).expect(204);
    kept(admin.get(PATH + "/" + account)).expect(404);
  }

  @Test
  void theBudgetIsAsTheForgeToldLast() {
    String path = PATH + "/" + added();
    assertThat(admin.get(path + "/rate-budget").expect(200).json().path("parts").size()).isZero();
    github.limit(5000, 4711, java.time.Duration.ofMinutes(30));
    admin.post(path + "/validate", null).expect(200);
    JsonNode parts = kept(admin.get(path + "/rate-budget")).expect(200).json().path("parts");
    assertThat(
            StreamSupport.stream(parts.spliterator(), false)
                .filter(each -> each.path("resource").asText().equals("core")))
        .singleElement()
        .satisfies(
            core -> {
              assertThat(core.path("limit").asLong()).isEqualTo(5000);
              assertThat(core.path("remaining").asLong()).isBetween(1L, 4711L);
              assertThat(core.path("resetAt").isNull()).isFalse();
            });
  }
}
