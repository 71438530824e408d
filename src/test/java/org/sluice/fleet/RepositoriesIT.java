package org.sluice.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;

/** The registry over HTTP: what is kept, who sees it, and how each endpoint refuses. */
@Tag("portable")
class RepositoriesIT {

  private static final String UPSTREAM = "https://git.example.org/some/where.git";

  private static RunningSluice sluice;
  private static Api admin;

  /** One member of each kind, and a stranger, of one team with one private repository. */
  private static String team;

  private static Api maintainer;
  private static Api viewer;
  private static Api stranger;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    Team members = Team.on(sluice);
    team = members.name();
    maintainer = members.maintainer();
    viewer = members.viewer();
    stranger = members.stranger();
    maintainer.post("/repositories", tracked(team, "app")).expect(201);
  }

  /** A repository that is not mirrored, so that nothing goes out. */
  private static Map<String, Object> tracked(String namespace, String name) {
    return Map.of("namespace", namespace, "name", name, "cloneUrl", UPSTREAM, "mirror", false);
  }

  private static String app() {
    return "/repositories/" + team + "/app";
  }

  @Test
  void whatIsAddedIsShownAndListed() {
    String name = fresh("Shown");
    Answer added =
        maintainer
            .post(
                "/repositories",
                Map.of(
                    "namespace",
                    team,
                    "name",
                    name,
                    "cloneUrl",
                    "https://github.com/acme/where.git",
                    "mirror",
                    false,
                    "description",
                    "  What is shown ",
                    "visibility",
                    "INTERNAL",
                    "tags",
                    List.of("b", "a")))
            .expect(201);
    assertThat(added.header("Location")).endsWith("/api/v1/repositories/" + team + "/" + name);
    JsonNode shown = maintainer.get("/repositories/" + team + "/" + name).expect(200).json();
    assertThat(shown).isEqualTo(added.json());
    assertThat(shown.path("fullName").asText()).isEqualTo(team + "/" + name);
    assertThat(shown.path("description").asText()).isEqualTo("What is shown");
    assertThat(shown.path("forge").asText()).isEqualTo("GITHUB");
    assertThat(shown.path("webUrl").asText()).isEqualTo("https://github.com/acme/where");
    assertThat(shown.path("visibility").asText()).isEqualTo("INTERNAL");
    assertThat(shown.path("tags").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(shown.path("health").path("state").asText()).isEqualTo("UNCHECKED");
    assertThat(shown.path("light").path("value").asText()).isEqualTo("UNKNOWN");
    assertThat(shown.path("lastJob").isNull()).isTrue();
    JsonNode listed =
        maintainer
            .get("/repositories?namespace=" + team.toUpperCase() + "&q=" + name.toUpperCase())
            .expect(200)
            .json();
    assertThat(listed.path("items").get(0)).isEqualTo(shown);
    assertThat(listed.path("total").asInt()).isEqualTo(1);
    // It is internal: who has nothing of his own would see it in every other test.
    maintainer.delete("/repositories/" + team + "/" + name).expect(204);
  }

  @Test
  void listsArePagedSortedAndFiltered() {
    String space = fresh("paged");
    admin.post("/namespaces", Map.of("name", space)).expect(201);
    for (int i = 0; i < 5; i++) {
      admin.post("/repositories", tracked(space, "r" + i)).expect(201);
    }
    String base = "/repositories?namespace=" + space + "&size=2&sort=-name";
    Answer middle = admin.get(base + "&page=2").expect(200);
    assertThat(middle.json().path("items").findValuesAsText("name")).containsExactly("r2", "r1");
    assertThat(middle.json().path("total").asInt()).isEqualTo(5);
    assertThat(middle.json().path("totalIsExact").asBoolean()).isTrue();
    List<String> links = middle.headers().allValues("Link");
    for (String relation : List.of("first", "prev", "next", "last")) {
      assertThat(String.join(",", links)).contains("rel=\"" + relation + "\"");
    }
    assertThat(admin.get(base + "&page=9").json().path("items")).isEmpty();
    assertThat(admin.get(base + "&mirror=true").json().path("total").asInt()).isZero();
    assertThat(admin.get(base + "&mirrorStatus=IDLE").json().path("total").asInt()).isEqualTo(5);
    assertThat(admin.get(base + "&forge=PLAIN").json().path("total").asInt()).isEqualTo(5);
    assertThat(admin.get(base + "&tag=none").json().path("total").asInt()).isZero();
    assertThat(admin.get(base + "&stale=true").json().path("total").asInt()).isZero();
    assertThat(admin.get(base + "&q=R_3").json().path("total").asInt()).isZero();
    assertThat(admin.get(base + "&q=%25").json().path("total").asInt())
        .as("a wildcard is a blank, of which these have one between name and upstream")
        .isEqualTo(5);
  }

  private static List<String> found(String text) {
    return admin
        .get("/repositories?q=" + text)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("fullName");
  }

  @Test
  void searchFindsAnyPartAndFollowsEveryChange() {
    String space = fresh("sought");
    String path = "/repositories/" + space + "/";
    // No other test has these words.
    admin.post("/namespaces", Map.of("name", space)).expect(201);
    admin.post("/repositories", tracked(space, "grasshopper_x")).expect(201);
    admin.post("/repositories", tracked(space, "dragonfly")).expect(201);
    String hopper = space + "/grasshopper_x";
    assertThat(found("GRASSHOPPER")).containsExactly(hopper);
    assertThat(found("asshopp")).containsExactly(hopper);
    assertThat(found(space + "/grass")).containsExactly(hopper);
    assertThat(found("grasshopper_x%20http")).containsExactly(hopper);
    assertThat(found("grasshopper_y")).isEmpty();
    assertThat(found("grasshoppers")).isEmpty();
    assertThat(found(space)).containsExactly(space + "/dragonfly", hopper);
    assertThat(found(space + "&sort=-name&mirrorStatus=IDLE&forge=PLAIN"))
        .containsExactly(hopper, space + "/dragonfly");

    admin.patch(path + "grasshopper_x", Map.of("name", "cricket")).expect(200);
    assertThat(found("grasshop")).isEmpty();
    assertThat(found("cricket")).containsExactly(space + "/cricket");
    admin.patch(path + "cricket", Map.of("description", "Sings of Wollemipines")).expect(200);
    assertThat(found("wollemip")).containsExactly(space + "/cricket");
    admin.patch(path + "cricket", Map.of("description", "")).expect(200);
    assertThat(found("wollemip")).isEmpty();

    String renamed = fresh("moved");
    admin.patch("/namespaces/" + space, Map.of("name", renamed)).expect(200);
    assertThat(found(space)).isEmpty();
    assertThat(found(renamed)).containsExactly(renamed + "/cricket", renamed + "/dragonfly");
    admin.delete("/repositories/" + renamed + "/cricket").expect(204);
    assertThat(found("cricket")).isEmpty();
    assertThat(found(renamed)).containsExactly(renamed + "/dragonfly");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sort=password | sort | must be of createdAt, lastAttemptAt, lastSyncedAt, light, mirrorStatus, name, nextSyncAt, updatedAt",
        "size=201 | size | must be a whole number from 1 to 200",
        "page=0 | page | must be a whole number from 1 to 1000000",
        "colour=red | colour | is not a filter of this list",
        "mirrorStatus=FINE | mirrorStatus | must be one of IDLE, QUEUED, SYNCING, SUCCESS, FAILED, HELD, DISABLED",
        "stale=perhaps | stale | must be true or false",
        "forge=SVN | forge | must be one of GITHUB, GITLAB, BITBUCKET, GITEA, PLAIN"
      })
  void whatAListDoesNotKnowIsRefusedByName(String query, String field, String message) {
    admin.get("/repositories?" + query).expectInvalid(field, message, "/repositories");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cloneUrl\":\"https://h.example/x\"} | name | is required",
        "{\"name\":\"a\"} | cloneUrl | is required",
        "{\"name\":\"..\",\"cloneUrl\":\"https://h.example/x\"} | name | may not begin with a dot nor hold two dots in a row",
        "{\"name\":\"a.git\",\"cloneUrl\":\"https://h.example/x\"} | name | may not end in .git or .lock",
        "{\"name\":\"a/b\",\"cloneUrl\":\"https://h.example/x\"} | name | may have 1 to 100 of the characters A-Z, a-z, 0-9, dot, _ and -",
        "{\"name\":\"a\",\"cloneUrl\":\"file:///etc\"} | cloneUrl | must begin with https://, http:// or ssh://",
        "{\"name\":\"a\",\"cloneUrl\":\"https://u:p@h.example/x\"} | cloneUrl | must not hold a user or a password; give them as a credential",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"visibility\":\"SECRET\"} | visibility | must be one of PRIVATE, INTERNAL, PUBLIC",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"mirror\":\"yes\"} | mirror | must be true or false",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"syncInterval\":\"PT1S\"} | syncInterval | must be from PT1M to P365D",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"syncInterval\":\"hourly\"} | syncInterval | must be a duration such as PT1H",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"tags\":\"t\"} | tags | must be a list",
        "{\"name\":\"a\",\"cloneUrl\":\"https://h.example/x\",\"namespace\":\"no-such\"} | namespace | there is no such namespace",
        "{\"name\":\"a\",\"colour\":1} | colour | is not a field of this request",
        "{\"name\":5} | name | must be text",
        "[] | body | must be an object",
        "{\"name\": | body | is not JSON (line 1, column 9)"
      })
  void aBodyThatBreaksARuleIsRefusedAndNothingIsStored(String body, String field, String message) {
    long before = admin.get("/repositories").json().path("total").asLong();
    admin.post("/repositories", body).expectInvalid(field, message, "/repositories");
    assertThat(admin.get("/repositories").json().path("total").asLong()).isEqualTo(before);
  }

  @Test
  void everyBrokenRuleIsNamedAtOnce() {
    JsonNode errors =
        admin
            .post("/repositories", Map.of("name", "..", "cloneUrl", "x", "tags", List.of("")))
            .expect(400)
            .json()
            .path("errors");
    assertThat(errors.findValuesAsText("field"))
        .containsExactlyInAnyOrder("name", "cloneUrl", "tags");
  }

  @Test
  void aNameIsTakenOnceWhateverItsCase() {
    Answer taken = maintainer.post("/repositories", tracked(team, "APP"));
    taken.expectProblem(
        409,
        "Conflict",
        "name-taken",
        "There is a repository " + team + "/APP already.",
        "/repositories");
    assertThat(taken.header("Location")).endsWith("/api/v1/repositories/" + team + "/APP");
  }

  @Test
  void aStrangerIsNotToldThatThereIsOne() {
    List<Answer> answers = new ArrayList<>();
    answers.add(stranger.get(app()));
    answers.add(stranger.patch(app(), Map.of("description", "x")));
    answers.add(stranger.delete(app()));
    for (Answer each : answers) {
      each.expectProblem(404, "Not Found", "not-found", "There is no such repository.", app());
    }
    for (String part : List.of("/mirror", "/syncs")) {
      stranger
          .get(app() + part)
          .expectProblem(
              404, "Not Found", "not-found", "There is no such repository.", app() + part);
    }
    stranger
        .post(app() + "/sync", null)
        .expectProblem(
            404, "Not Found", "not-found", "There is no such repository.", app() + "/sync");
    assertThat(stranger.get("/repositories?q=" + team).json().path("total").asInt()).isZero();
  }

  @Test
  void aViewerSeesButMayNotChange() {
    viewer.get(app()).expect(200);
    viewer.get(app() + "/mirror").expect(200);
    viewer.get(app() + "/syncs").expect(200);
    String detail = "Only maintainers of " + team + " may do this.";
    viewer
        .patch(app(), Map.of("description", "x"))
        .expectProblem(403, "Forbidden", "forbidden", detail, app());
    viewer.delete(app()).expectProblem(403, "Forbidden", "forbidden", detail, app());
    viewer
        .post(app() + "/sync", null)
        .expectProblem(403, "Forbidden", "forbidden", detail, app() + "/sync");
    viewer
        .post("/repositories", tracked(team, fresh("new")))
        .expectProblem(403, "Forbidden", "forbidden", detail, "/repositories");
    String id = maintainer.get(app()).json().path("id").asText();
    viewer
        .post("/repositories/sync-all", Map.of("repositoryIds", List.of(id)))
        .expectProblem(403, "Forbidden", "forbidden", detail, "/repositories/sync-all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /repositories",
        "POST /repositories",
        "GET /repositories/a/b",
        "PATCH /repositories/a/b",
        "DELETE /repositories/a/b",
        "GET /repositories/a/b/mirror",
        "GET /repositories/a/b/syncs",
        "POST /repositories/a/b/sync",
        "POST /repositories/sync-all"
      })
  void nobodyIsLetInWithoutAnAccount(String operation) {
    String method = operation.split(" ")[0];
    String path = operation.split(" ")[1];
    Answer answer =
        sluice
            .api()
            .send(method, path, method.equals("POST") || method.equals("PATCH") ? "{}" : null);
    answer.expectProblem(
        401,
        "Unauthorized",
        "not-signed-in",
        "Sign in with a token or with user and password.",
        path);
    assertThat(answer.header("WWW-Authenticate")).contains("Basic");
  }

  @Test
  void aTokenForReadingDoesNotWrite() {
    String token =
        maintainer
            .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    Api reader = sluice.api().bearer(token);
    reader.get(app()).expect(200);
    reader
        .patch(app(), Map.of("description", "x"))
        .expectProblem(
            403, "Forbidden", "forbidden", "This needs the role or token scope write.", app());
  }

  @Test
  void anEditIsHeldToTheVersionThatTheEditorSaw() {
    String name = fresh("edited");
    maintainer.post("/repositories", tracked(team, name)).expect(201);
    String path = "/repositories/" + team + "/" + name;
    Answer seen = maintainer.get(path).expect(200);
    String tag = seen.header("ETag");
    maintainer.with("If-None-Match", tag).get(path).expect(304);
    Answer changed =
        maintainer
            .with("If-Match", tag)
            .patch(path, Map.of("description", "new", "tags", List.of("x")))
            .expect(200);
    assertThat(changed.json().path("description").asText()).isEqualTo("new");
    assertThat(changed.header("ETag")).isNotEqualTo(tag);
    maintainer
        .with("If-Match", tag)
        .patch(path, Map.of("description", "lost"))
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            path);
    JsonNode kept = maintainer.get(path).json();
    assertThat(kept.path("description").asText()).isEqualTo("new");
    assertThat(kept.path("tags").toString()).isEqualTo("[\"x\"]");
    assertThat(kept.path("cloneUrl").asText()).isEqualTo(UPSTREAM);
    maintainer.patch(path, "{\"description\":null}").expect(200);
    assertThat(maintainer.get(path).json().path("description").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cloneUrl\":null} | cloneUrl | cannot be cleared",
        "{\"cloneUrl\":\"ftp://x/y\"} | cloneUrl | must begin with https://, http:// or ssh://",
        "{\"id\":\"x\"} | id | is not a field that can be changed",
        "{\"mirror\":1} | mirror | must be true or false",
        "{\"tags\":[1]} | tags | must be a list of texts",
        "{\"syncInterval\":\"PT2H\"} | syncInterval | is of no use without a mirror",
        "\"x\" | body | a JSON object is expected"
      })
  void aChangeThatBreaksARuleChangesNothing(String body, String field, String message) {
    JsonNode before = maintainer.get(app()).json();
    maintainer.patch(app(), body).expectInvalid(field, message, app());
    assertThat(maintainer.get(app()).json()).isEqualTo(before);
  }

  @Test
  void arenamedRepositoryAnswersUnderItsNewName() {
    String name = fresh("old");
    String to = fresh("new");
    maintainer.post("/repositories", tracked(team, name)).expect(201);
    maintainer.patch("/repositories/" + team + "/" + name, Map.of("name", to)).expect(200);
    maintainer.get("/repositories/" + team + "/" + name).expect(404);
    maintainer.get("/repositories/" + team + "/" + to).expect(200);
    assertThat(
            maintainer
                .patch("/repositories/" + team + "/" + to, Map.of("name", "App"))
                .expect(409)
                .json()
                .path("type")
                .asText())
        .isEqualTo("/problems/name-taken");
  }

  @Test
  void aRenamedNamespaceTakesItsRepositoriesAlong() {
    String from = fresh("from");
    String to = fresh("to");
    admin.post("/namespaces", Map.of("name", from)).expect(201);
    admin.post("/repositories", tracked(from, "moved")).expect(201);
    admin.patch("/namespaces/" + from, Map.of("name", to)).expect(200);
    assertThat(
            admin
                .get("/repositories/" + to + "/moved")
                .expect(200)
                .json()
                .path("fullName")
                .asText())
        .isEqualTo(to + "/moved");
    admin.get("/repositories/" + from + "/moved").expect(404);
  }

  @Test
  void aNamespaceWithRepositoriesIsNotDeleted() {
    assertThat(admin.delete("/namespaces/" + team).expect(409).json().path("status").asInt())
        .isEqualTo(409);
    maintainer.get(app()).expect(200);
  }

  @Test
  void whatIsDeletedIsGone() {
    String name = fresh("gone");
    maintainer.post("/repositories", tracked(team, name)).expect(201);
    maintainer.delete("/repositories/" + team + "/" + name).expect(204);
    maintainer.get("/repositories/" + team + "/" + name).expect(404);
    maintainer.post("/repositories", tracked(team, name)).expect(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"repositoryIds\":[]} | repositoryIds | must name 1 to 1000 repositories",
        "{\"repositoryIds\":[\"x\"]} | repositoryIds[0] | must be a UUID",
        "{\"repositoryIds\":[\"00000000-0000-0000-0000-000000000001\"]} | repositoryIds | names a repository that does not exist",
        "{\"all\":true} | all | is not a field of this request"
      })
  void aSelectionThatBreaksARuleStartsNothing(String body, String field, String message) {
    long before = admin.get("/jobs").json().path("total").asLong();
    admin
        .post("/repositories/sync-all", body)
        .expectInvalid(field, message, "/repositories/sync-all");
    assertThat(admin.get("/jobs").json().path("total").asLong()).isEqualTo(before);
  }

  @Test
  void anotherMediaTypeAndMethodAreRefusedAsProblems() {
    Answer type = admin.with("Content-Type", "text/plain").send("POST", "/repositories", "name=a");
    type.expectProblem(
        415,
        "Unsupported Media Type",
        "unsupported-media-type",
        "The body's media type is not understood here.",
        "/repositories");
    Answer method = admin.send("PUT", "/repositories", "{}");
    method.expectProblem(
        405,
        "Method Not Allowed",
        "method-not-allowed",
        "This address does not take that method.",
        "/repositories");
  }
}
