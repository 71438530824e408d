package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** Keeping configuration sources through the API. */
@Tag("portable")
class ConfigSourcesIT {

  private static final String SOURCES = "/config-sources";

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static RunningSluice sluice;
  private static Api admin;
  private static Team team;
  private static String repository;
  private static String commit;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    team = Team.on(sluice);
    Path served = Files.createDirectory(temporary.resolve("served"));
    server = StockGitServer.start(served);
    commit =
        ConfigUpstream.create(served.resolve("conf.git"))
            .push("main", Map.of("application.yml", "a: 1\n"));
    repository = team.name() + "/" + fresh("conf");
    add(repository, true);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static void add(String fullName, boolean mirror) {
    String[] parts = fullName.split("/");
    team.maintainer()
        .post(
            "/repositories",
            Map.of(
                "namespace",
                parts[0],
                "name",
                parts[1],
                "cloneUrl",
                server.url("conf.git"),
                "mirror",
                mirror))
        .expect(201);
  }

  private static String source() {
    String name = fresh("source");
    admin.post(SOURCES, Map.of("name", name, "repository", repository)).expect(201);
    return name;
  }

  private static String path(String name) {
    return SOURCES + "/" + name;
  }

  private static void remove(String name) {
    admin.delete(path(name)).expect(204);
  }

  @Test
  void aSourceIsAddedShownFollowedAndDeleted() {
    String name = fresh("source");
    Answer added =
        admin
            .post(
                SOURCES,
                Map.of(
                    "name",
                    name,
                    "repository",
                    repository,
                    "searchPaths",
                    List.of("/x/{profile}/")))
            .expect(201);
    assertThat(added.header("Location")).endsWith("/api/v1" + path(name));
    JsonNode view = added.json();
    assertThat(view.path("repository").asText()).isEqualTo(repository);
    assertThat(view.path("defaultLabel").isNull()).isTrue();
    assertThat(view.path("searchPaths").toString()).isEqualTo("[\"x/{profile}\"]");
    assertThat(view.path("applications").toString()).isEqualTo("[\"*\"]");
    assertThat(view.path("rank").asInt()).isEqualTo(100);
    assertThat(view.path("interval").asText()).isEqualTo("PT30S");
    assertThat(view.path("maxStaleness").asText()).isEqualTo("PT5M");
    assertThat(view.path("retryOnError").asBoolean()).isTrue();
    assertThat(view.path("maxRetries").asInt()).isEqualTo(3);

    JsonNode state =
        Waiting.until(
            "it was refreshed",
            Duration.ofSeconds(60),
            () -> admin.get(path(name) + "/state?maxAge=PT5M").expect(200).json(),
            seen -> seen.path("refreshCount").asLong() > 0);
    assertThat(state.path("currentCommit").asText()).isEqualTo(commit);
    assertThat(state.path("currentLabel").asText()).isEqualTo("main");
    assertThat(state.path("lastError").isNull()).isTrue();
    assertThat(state.path("stale").asBoolean()).isFalse();
    assertThat(state.path("needsRefresh").asBoolean(true)).isFalse();
    assertThat(admin.get(path(name) + "/state").json().has("needsRefresh")).isFalse();
    assertThat(admin.get(path(name) + "/state?maxAge=PT0S").json().path("needsRefresh").asBoolean())
        .isTrue();

    JsonNode first = admin.get(path(name) + "/history").expect(200).json().path("items").get(0);
    assertThat(first.path("newCommit").asText()).isEqualTo(commit);
    assertThat(first.path("oldCommit").isNull()).isTrue();
    assertThat(first.path("forced").asBoolean(true)).isFalse();
    assertThat(first.path("applications").toString()).isEqualTo("[\"*\"]");

    Answer shown = admin.get(path(name.toUpperCase())).expect(200);
    assertThat(shown.json().path("name").asText()).isEqualTo(name);
    admin.with("If-None-Match", shown.header("ETag")).get(path(name)).expect(304);
    remove(name);
    admin
        .get(path(name))
        .expectProblem(
            404, "Not Found", "not-found", "There is no such configuration source.", path(name));
  }

  @Test
  void aSourceIsChangedByWhoSawItsVersion() {
    String name = source();
    String other = fresh("renamed");
    String tag = admin.get(path(name)).header("ETag");
    JsonNode changed =
        admin
            .with("If-Match", tag)
            .patch(
                path(name),
                Map.of("name", other, "interval", "PT5S", "rank", 7, "defaultLabel", "main"))
            .expect(200)
            .json();
    assertThat(changed.path("name").asText()).isEqualTo(other);
    assertThat(changed.path("interval").asText()).isEqualTo("PT5S");
    assertThat(changed.path("maxStaleness").asText()).isEqualTo("PT50S");
    assertThat(changed.path("rank").asInt()).isEqualTo(7);
    admin.get(path(name)).expect(404);
    admin
        .with("If-Match", tag)
        .patch(path(other), Map.of("rank", 8))
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            path(other));
    admin.with("If-Match", tag).delete(path(other)).expect(412);
    String taken = source();
    admin
        .patch(path(other), Map.of("name", taken.toUpperCase()))
        .expectProblem(
            409,
            "Conflict",
            "name-taken",
            "There is a configuration source " + taken.toUpperCase() + " already.",
            path(other));
    admin
        .patch(path(other), Map.of("repository", repository))
        .expectInvalid("repository", "is not a field that can be changed", path(other));
    admin
        .patch(path(other), Map.of("interval", "PT4S"))
        .expectInvalid(
            "interval", "must be a duration in whole seconds from PT5S to PT24H", path(other));
    remove(other);
    remove(taken);
  }

  @Test
  void badInputIsRefusedFieldByField() {
    String name = fresh("source");
    admin
        .post(SOURCES, Map.of("name", name, "repository", "none/such"))
        .expectInvalid("repository", "there is no such repository", SOURCES);
    admin
        .post(SOURCES, Map.of("name", name, "repository", "none"))
        .expectInvalid("repository", "must be the owner and the name, as in team/app", SOURCES);
    for (String label : List.of("HEAD", "refs/heads/main", "-x", "a..b", "a b", "a~1", "a^{}")) {
      admin
          .post(SOURCES, Map.of("name", name, "repository", repository, "defaultLabel", label))
          .expectInvalid(
              "defaultLabel", "must be the short name of a branch or tag, or a commit", SOURCES);
    }
    for (String folder : List.of("../x", "a/../b", "a//b", "{env}", "a\\b", "")) {
      Answer refused =
          admin
              .post(
                  SOURCES,
                  Map.of("name", name, "repository", repository, "searchPaths", List.of(folder)))
              .expect(400);
      assertThat(refused.json().path("errors").get(0).path("field").asText())
          .isEqualTo("searchPaths");
    }
    admin
        .post(
            SOURCES,
            Map.of(
                "name",
                name,
                "repository",
                repository,
                "searchPaths",
                Collections.nCopies(51, "folder")))
        .expectInvalid("searchPaths", "may be 50 at most", SOURCES);
    Answer several =
        admin
            .post(
                SOURCES,
                Map.of(
                    "name",
                    "a/b",
                    "repository",
                    repository,
                    "applications",
                    List.of("a/b"),
                    "maxRetries",
                    11,
                    "rank",
                    -1,
                    "interval",
                    "soon"))
            .expect(400);
    assertThat(several.json().path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("name", "applications", "maxRetries", "rank", "interval");
    String tracked = team.name() + "/" + fresh("tracked");
    add(tracked, false);
    admin
        .post(SOURCES, Map.of("name", name, "repository", tracked))
        .expectInvalid("repository", "is not mirrored", SOURCES);
    admin.get(path(name)).expect(404);
  }

  @Test
  void aNameIsGivenOnce() {
    String name = source();
    admin
        .post(SOURCES, Map.of("name", name, "repository", repository))
        .expectProblem(
            409,
            "Conflict",
            "name-taken",
            "There is a configuration source " + name + " already.",
            SOURCES);
    remove(name);
  }

  @Test
  void administratorsKeepMaintainersRefreshMembersSee() {
    String name = source();
    Map<String, String> another = Map.of("name", fresh("source"), "repository", repository);
    team.maintainer()
        .post(SOURCES, another)
        .expectProblem(
            403, "Forbidden", "forbidden", "This needs the role or token scope admin.", SOURCES);
    team.maintainer().patch(path(name), Map.of("rank", 1)).expect(403);
    team.maintainer().delete(path(name)).expect(403);
    team.maintainer().post(path(name) + "/refresh", null).expect(200);
    team.viewer()
        .post(path(name) + "/refresh", null)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of its repository may refresh it.",
            path(name) + "/refresh");
    for (String part : List.of("", "/state", "/history")) {
      team.viewer().get(path(name) + part).expect(200);
      team.stranger()
          .get(path(name) + part)
          .expectProblem(
              404,
              "Not Found",
              "not-found",
              "There is no such configuration source.",
              path(name) + part);
      sluice.api().anonymous().get(path(name) + part).expect(401);
    }
    team.stranger().post(path(name) + "/refresh", null).expect(404);
    sluice.api().anonymous().post(path(name) + "/refresh", null).expect(401);
    sluice.api().anonymous().get(SOURCES).expect(401);
    assertThat(team.stranger().get(SOURCES + "?q=" + name).json().path("total").asInt()).isZero();
    assertThat(team.viewer().get(SOURCES + "?q=" + name).json().path("total").asInt()).isEqualTo(1);
    remove(name);
  }

  @Test
  void theListIsPagedSortedAndFiltered() {
    String own = team.name() + "/" + fresh("conf");
    add(own, true);
    String begin = fresh("list");
    for (String end : List.of("b", "c", "a")) {
      admin
          .post(
              SOURCES,
              Map.of("name", begin + end, "repository", own, "rank", end.charAt(0) == 'c' ? 1 : 2))
          .expect(201);
    }
    JsonNode byName = admin.get(SOURCES + "?repository=" + own + "&size=2").expect(200).json();
    assertThat(byName.path("total").asInt()).isEqualTo(3);
    assertThat(byName.path("items").findValuesAsText("name"))
        .containsExactly(begin + "a", begin + "b");
    JsonNode byRank =
        admin.get(SOURCES + "?repository=" + own + "&sort=rank,-name").expect(200).json();
    assertThat(byRank.path("items").findValuesAsText("name"))
        .containsExactly(begin + "c", begin + "b", begin + "a");
    admin.get(SOURCES + "?stale=perhaps").expectInvalid("stale", "must be true or false", SOURCES);
    admin.get(SOURCES + "?sort=id").expect(400);
    for (String end : List.of("a", "b", "c")) {
      remove(begin + end);
    }
  }

  @Test
  void aRepositoryThatIsReadCannotBeDeleted() {
    String own = team.name() + "/" + fresh("conf");
    add(own, true);
    String name = fresh("source");
    admin.post(SOURCES, Map.of("name", name, "repository", own)).expect(201);
    admin.post(path(name) + "/refresh", null).expect(200);
    Waiting.until(
        "no job has the repository",
        Duration.ofSeconds(60),
        () -> admin.get("/repositories/" + own + "/mirror").json(),
        mirror -> mirror.path("jobId").isNull());
    admin
        .delete("/repositories/" + own)
        .expectProblem(
            409,
            "Conflict",
            "repository-in-use",
            "The configuration source " + name + " reads it. Delete that first.",
            "/repositories/" + own);
    remove(name);
    admin.delete("/repositories/" + own).expect(204);
  }

  @Test
  void aSourceGoesByTheNewNameOfItsNamespace() {
    String before = fresh("before");
    String after = fresh("after");
    admin.post("/namespaces", Map.of("name", before)).expect(201);
    admin
        .post(
            "/repositories",
            Map.of("namespace", before, "name", "conf", "cloneUrl", server.url("conf.git")))
        .expect(201);
    String name = fresh("source");
    admin.post(SOURCES, Map.of("name", name, "repository", before + "/conf")).expect(201);
    admin.patch("/namespaces/" + before, Map.of("name", after)).expect(200);
    assertThat(admin.get(path(name)).expect(200).json().path("repository").asText())
        .isEqualTo(after + "/conf");
    remove(name);
  }

  @Test
  void unknownParametersAreRefused() {
    String name = source();
    admin
        .post(path(name) + "/refresh?dryRun=true", null)
        .expectInvalid("dryRun", "is not a parameter of this operation", path(name) + "/refresh");
    admin
        .get(path(name) + "/state?maxAge=2m")
        .expectInvalid("maxAge", "must be one duration such as PT2M", path(name) + "/state");
    admin.get(path(UUID.randomUUID().toString()) + "/history").expect(404);
    remove(name);
  }
}
