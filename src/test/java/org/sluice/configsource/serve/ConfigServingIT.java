package org.sluice.configsource.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;
import static org.sluice.mirror.Mirrors.PATIENCE;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** Configuration as clients get it over HTTP. */
@Tag("portable")
class ConfigServingIT {

  private static final String ORIGINS = "application/vnd.spring-cloud.config-server.v2+json";

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static RunningSluice sluice;
  private static Api admin;
  private static Team team;
  private static Path served;
  private static ConfigUpstream upstream;
  private static String application;
  private static String source;
  private static String first;
  private static String commit;
  private static String takenBack;
  private static Api client;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    team = Team.on(sluice);
    served = Files.createDirectory(temporary.resolve("served"));
    server = StockGitServer.start(served);
    upstream = ConfigUpstream.create(served.resolve("conf.git"));
    application = fresh("shop");
    first =
        upstream.push("main", Map.of("application.yml", "greeting: hello\n", "note.txt", "old"));
    upstream.push("feature/x", "main", Map.of(application + ".yml", "greeting: from a branch\n"));
    takenBack = upstream.push("main", Map.of("application.yml", "password: hunter2\n"));
    commit =
        upstream.push(
            "main",
            first,
            Map.of(
                "application.yml",
                "greeting: hello\nwho: ${name:nobody}\n",
                application + ".yml",
                "name: shop\nlist: [a, b]\n",
                application + "-prod.properties",
                "name=shop in production\n",
                "broken.yml",
                "a: [1\n",
                application + "-broken.yml",
                "a: [1\n",
                "note.txt",
                "I am ${name}.\n",
                "folder/inner.txt",
                "inner"));
    git(upstream.folder(), "tag", "v1", first);
    links();
    source = fresh("source");
    follow(source, "conf.git", Map.of("applications", List.of(application)));
    client = token(team.viewer(), Map.of());
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      admin.delete("/config-sources/" + source).expect(204);
      server.close();
    }
  }

  /** A commit with symbolic links out of the repository and a submodule, on a branch of its own. */
  private static void links() throws IOException {
    Path folder = upstream.folder();
    String link =
        git(
                folder,
                new ByteArrayInputStream(
                    "../../../../../../etc/passwd".getBytes(StandardCharsets.UTF_8)),
                "hash-object",
                "-w",
                "--stdin")
            .strip();
    String tree =
        git(
                folder,
                new ByteArrayInputStream(
                    ("120000 blob "
                            + link
                            + "\tlink.txt\n120000 blob "
                            + link
                            + "\t"
                            + application
                            + ".yml\n160000 commit "
                            + first
                            + "\tmodule\n")
                        .getBytes(StandardCharsets.UTF_8)),
                "mktree")
            .strip();
    String links =
        git(
                folder,
                "-c",
                "user.name=Somebody",
                "-c",
                "user.email=somebody@example.org",
                "commit-tree",
                "-m",
                "Links",
                tree)
            .strip();
    git(folder, "update-ref", "refs/heads/links", links);
    git(folder, "update-ref", "refs/pull/1/head", takenBack);
  }

  private static void follow(String name, String bare, Map<String, Object> more) {
    String repository = fresh("conf");
    team.maintainer()
        .post(
            "/repositories",
            Map.of("namespace", team.name(), "name", repository, "cloneUrl", server.url(bare)))
        .expect(201);
    Map<String, Object> wanted = new HashMap<>(more);
    wanted.put("name", name);
    wanted.put("repository", team.name() + "/" + repository);
    wanted.putIfAbsent("interval", "PT1H");
    admin.post("/config-sources", wanted).expect(201);
    refresh(name);
  }

  private static void refresh(String name) {
    admin.post("/config-sources/" + name + "/refresh", null).expect(200);
  }

  private static Api token(Api user, Map<String, Object> bounds) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("name", fresh("token"));
    wanted.put("scopes", List.of("config:read"));
    if (!bounds.isEmpty()) {
      wanted.put("configuration", bounds);
    }
    String text = user.post("/tokens", wanted).expect(201).json().path("token").asText();
    return sluice.api().anonymous().root().bearer(text);
  }

  private static String path(String rest) {
    return "/config/" + application + rest;
  }

  private static JsonNode properties(Answer answer, int number) {
    return answer.json().path("propertySources").get(number).path("source");
  }

  private static List<String> names(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().path("propertySources").forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  @Test
  void documentsAreServedWithTheirCommitAndAge() {
    Answer answer = client.get(path("/prod")).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.json().path("name").asText()).isEqualTo(application);
    assertThat(answer.json().path("profiles").toString()).isEqualTo("[\"prod\"]");
    assertThat(answer.json().path("label").isNull()).isTrue();
    assertThat(answer.json().path("version").asText()).isEqualTo(commit);
    assertThat(names(answer))
        .containsExactly(
            source + ":main:" + application + "-prod.properties",
            source + ":main:" + application + ".yml",
            source + ":main:application.yml");
    assertThat(properties(answer, 0).toString()).isEqualTo("{\"name\":\"shop in production\"}");
    assertThat(properties(answer, 2).path("who").asText()).isEqualTo("${name:nobody}");
    assertThat(answer.header("X-Config-Version")).isEqualTo(commit);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("X-Config-Stale")).isNull();
    assertThat(Long.parseLong(answer.header("Age"))).isBetween(0L, PATIENCE.toSeconds());
  }

  @Test
  void whoHasAnAnswerIsToldSo() {
    Answer answer = client.get(path("/prod")).expect(200);
    String tag = answer.header("ETag");
    Answer known = client.with("If-None-Match", tag).get(path("/prod")).expect(304);
    assertThat(known.text()).isEmpty();
    assertThat(known.header("ETag")).isEqualTo(tag);
    assertThat(known.header("X-Config-Version")).isEqualTo(commit);
    assertThat(known.header("Age")).isNotNull();
    client.with("If-None-Match", "\"other\", W/" + tag).get(path("/prod")).expect(304);
    client.with("If-None-Match", "\"other\"").get(path("/prod")).expect(200);
    client.with("If-None-Match", tag).get(path("/dev")).expect(200);
    client.with("If-None-Match", tag).with("Accept", ORIGINS).get(path("/prod")).expect(200);
  }

  @Test
  void originsAreToldWhereTheyAreAskedFor() {
    Answer answer = client.with("Accept", ORIGINS).get(path("/prod")).expect(200);
    assertThat(answer.header("Content-Type")).isEqualTo(ORIGINS);
    JsonNode name = properties(answer, 0).path("name");
    assertThat(name.path("value").asText()).isEqualTo("shop in production");
    assertThat(name.path("origin").asText()).isEqualTo("1:6");
  }

  @Test
  void theOutcomeIsServedInThreeForms() {
    Answer yaml = client.get(path("-prod.yml")).expect(200);
    assertThat(yaml.header("Content-Type")).startsWith("text/plain");
    assertThat(yaml.text()).contains("who: shop in production\n").contains("list:\n- a\n- b\n");
    assertThat(client.get(path("-prod.yaml")).expect(200).text()).isEqualTo(yaml.text());
    assertThat(client.get(path("-prod.properties")).expect(200).text())
        .contains("who: shop in production")
        .contains("list[1]: b");
    JsonNode json = client.get(path("-prod.json")).expect(200).json();
    assertThat(json.path("who").asText()).isEqualTo("shop in production");
    assertThat(json.path("list").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(client.get(path("-prod.json?resolvePlaceholders=false")).json().path("who").asText())
        .isEqualTo("${name:nobody}");
  }

  @Test
  void labelsAreBranchesTagsAndCommits() {
    String shortened = first.substring(0, 8);
    for (String label : List.of("v1", first, shortened)) {
      Answer answer = client.get(path("/default/" + label)).expect(200);
      assertThat(answer.json().path("version").asText()).as(label).isEqualTo(first);
      assertThat(answer.json().path("label").asText()).isEqualTo(label);
    }
    Answer branch = client.get(path("/default/feature(_)x")).expect(200);
    assertThat(branch.json().path("label").asText()).isEqualTo("feature/x");
    assertThat(properties(branch, 0).path("greeting").asText()).isEqualTo("from a branch");
    assertThat(
            client
                .get("/config/feature(_)x/" + application + "-default.json")
                .json()
                .path("greeting")
                .asText())
        .isEqualTo("from a branch");
    for (String unknown :
        List.of("none", "HEAD", "refs(_)heads(_)main", "heads(_)main", takenBack, "0".repeat(40))) {
      client.get(path("/default/" + unknown)).expect(404);
    }
  }

  @Test
  void filesAreServedWithWhatThePlaceholdersStandFor() {
    Answer text = client.get(path("/prod/main/note.txt")).expect(200);
    assertThat(text.text()).isEqualTo("I am shop in production.\n");
    assertThat(text.header("X-Config-Version")).isEqualTo(commit);
    Answer raw =
        client
            .with("Accept", "application/octet-stream")
            .get(path("/prod/main/note.txt"))
            .expect(200);
    assertThat(raw.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(raw.text()).isEqualTo("I am ${name}.\n");
    assertThat(client.get(path("/prod/note.txt?useDefaultLabel")).expect(200).text())
        .isEqualTo(text.text());
    assertThat(client.get(path("/prod/v1/note.txt")).expect(200).text()).isEqualTo("old");
    assertThat(client.get(path("/prod/main/folder/inner.txt")).expect(200).text())
        .isEqualTo("inner");
    client.get(path("/prod/main/none.txt")).expect(404);
    client.get(path("/prod/main/folder")).expect(404);
  }

  @Test
  void aBrokenFileIsNamedAndTheRestServed() {
    Answer answer = client.get(path("/broken")).expect(200);
    assertThat(answer.header("X-Config-Unreadable")).startsWith(application + "-broken.yml ");
    assertThat(names(answer))
        .containsExactly(
            source + ":main:" + application + ".yml", source + ":main:application.yml");
    assertThat(client.get(path("/prod")).header("X-Config-Unreadable")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/prod/main/../../../../../etc/passwd",
        "/prod/main/%2e%2e/%2e%2e/etc/passwd",
        "/prod/main/..%2f..%2fetc%2fpasswd",
        "/prod/main/..%252f..%252fetc%252fpasswd",
        "/prod/main/%252e%252e/x",
        "/prod/main/(_)..(_)etc(_)passwd",
        "/prod/main/....//note.txt",
        "/prod/main/folder%2Finner.txt",
        "/prod/main//note.txt",
        "/prod/main/note.txt%00.yml",
        "/prod/main/%c0%ae%c0%ae/note.txt",
        "/prod/main/note.txt;x=y",
        "/prod;x=y/main/note.txt",
        "/prod/main/..%5c..%5cetc%5cpasswd",
        "/prod/..(_)..(_)etc/passwd",
        "/prod/--upload-pack=touch%20x",
        "/prod/--upload-pack=x/note.txt",
        "/prod/HEAD",
        "/prod/HEAD/note.txt",
        "/prod/refs(_)sluice(_)kept",
        "/prod/refs%2Fsluice%2Fkept",
        "/prod/sluice(_)kept",
        "/prod/pull(_)1(_)head",
        "/prod/main%5E%7Bcommit%7D",
        "/prod/main:note.txt",
        "/prod/main@%7B1%7D",
        "/prod/links/link.txt",
        "/prod/links/module",
        "/prod/links/module/x",
        "/%2e%2e/main",
        "/..%2fprod",
        "/prod%00"
      })
  void noAddressLeadsElsewhere(String rest) {
    Answer answer = client.get(path(rest));
    assertThat(answer.status()).as(rest + ": " + answer.text()).isIn(400, 404);
    assertThat(answer.text()).doesNotContain("root:").doesNotContain("hunter2");
  }

  @Test
  void linksAreNoFiles() {
    Answer answer = client.get(path("/default/links")).expect(200);
    assertThat(answer.json().path("propertySources").size()).isZero();
    assertThat(client.get("/config/links/" + application + "-default.yml").expect(200).text())
        .doesNotContain("root:");
  }

  @Test
  void onlyWhoSeesTheSourceAndMayReadIsServed() {
    Api nobody = sluice.api().anonymous().root();
    Answer refused = nobody.get(path("/prod")).expect(401);
    assertThat(refused.header("WWW-Authenticate")).startsWith("Basic realm=\"Sluice\"");
    assertThat(refused.json().path("type").asText()).isEqualTo("/problems/sign-in-required");
    Answer unseen = token(team.stranger(), Map.of()).get(path("/prod")).expect(404);
    assertThat(unseen.json().path("detail").asText()).isEqualTo("There is no such configuration.");
    assertThat(unseen.json().path("instance").asText()).isEqualTo(path("/prod"));
    String clones =
        team.viewer()
            .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of("git:read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    assertThat(nobody.bearer(clones).get(path("/prod")).expect(403).json().path("detail").asText())
        .isEqualTo("This token may not read configuration: it needs the scope config:read.");
    nobody.as("anything", clones).get(path("/prod")).expect(403);
    team.viewer().root().get(path("/prod")).expect(200);
  }

  @Test
  void whatBecomesPrivateIsServedToNoStrangerAnyMore() {
    String app = fresh("open");
    String repository = fresh("conf");
    team.maintainer()
        .post(
            "/repositories",
            Map.of(
                "namespace",
                team.name(),
                "name",
                repository,
                "cloneUrl",
                server.url("conf.git"),
                "visibility",
                "INTERNAL"))
        .expect(201);
    String full = team.name() + "/" + repository;
    admin
        .post(
            "/config-sources",
            Map.of(
                "name",
                app,
                "repository",
                full,
                "applications",
                List.of(app),
                "rank",
                0,
                "interval",
                "PT1H"))
        .expect(201);
    refresh(app);
    Api stranger = token(team.stranger(), Map.of());
    stranger.get("/config/" + app + "/default").expect(200);
    team.maintainer().patch("/repositories/" + full, Map.of("visibility", "PRIVATE")).expect(200);
    stranger.get("/config/" + app + "/default").expect(404);
    client.get("/config/" + app + "/default").expect(200);
    admin.delete("/config-sources/" + app).expect(204);
  }

  @Test
  void aTokenMayBeBoundToSourcesAndApplications() {
    token(team.viewer(), Map.of("sources", List.of(source))).get(path("/prod")).expect(200);
    token(team.viewer(), Map.of("sources", List.of("other-*"))).get(path("/prod")).expect(404);
    token(team.viewer(), Map.of("applications", List.of("shop*"))).get(path("/prod")).expect(200);
    token(team.viewer(), Map.of("applications", List.of("x"))).get(path("/prod")).expect(404);
  }

  @Test
  void whoIsBoundToApplicationsGetsNoFileByItsPath() {
    String note = path("/default/main/note.txt");
    token(team.viewer(), Map.of("sources", List.of(source))).get(note).expect(200);
    Api bound = token(team.viewer(), Map.of("applications", List.of("shop*")));
    bound.get(path("/default/main")).expect(200);
    Answer refused = bound.get(note).expect(403);
    assertThat(refused.json().path("detail").asText())
        .isEqualTo("This token is bound to applications, and plain files may be those of any.");
    bound.get(path("/default/main/broken.yml")).expect(403);
  }

  @Test
  void springsClientsSendTheTokenAsAPassword() {
    String text =
        team.viewer()
            .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of("config:read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    Answer answer = sluice.api().anonymous().root().as("user", text).get(path("/prod")).expect(200);
    assertThat(answer.header("Set-Cookie")).isNull();
  }

  @Test
  void theFirstSourceThatFitsAnswers() throws IOException {
    ConfigUpstream other = ConfigUpstream.create(served.resolve("other.git"));
    other.push("main", Map.of("application.yml", "from: the other\n"));
    String name = fresh("before");
    follow(name, "other.git", Map.of("applications", List.of("shop*", "x*"), "rank", 1));
    assertThat(properties(client.get(path("/prod")).expect(200), 0).path("from").asText())
        .isEqualTo("the other");
    admin.patch("/config-sources/" + name, Map.of("rank", 101)).expect(200);
    assertThat(client.get(path("/prod")).expect(200).json().path("version").asText())
        .isEqualTo(commit);
    assertThat(properties(client.get("/config/x1/default").expect(200), 0).path("from").asText())
        .isEqualTo("the other");
    client.get("/config/" + application + ",y1/default").expect(404);
    admin.delete("/config-sources/" + name).expect(204);
    client.get("/config/x1/default").expect(404);
  }

  @Test
  void aPushIsServedByTheFirstRequestAfterARefresh() throws IOException {
    ConfigUpstream moving = ConfigUpstream.create(served.resolve("moving.git"));
    String app = fresh("moving");
    moving.push("main", Map.of(app + ".yml", "n: 1\n"));
    String name = fresh("moving");
    follow(name, "moving.git", Map.of("applications", List.of(app), "maxStaleness", "PT1H"));
    String tag = client.get("/config/" + app + "/default").expect(200).header("ETag");
    String pushed = moving.push("main", Map.of(app + ".yml", "n: 2\n"));
    refresh(name);
    Answer fresh = client.with("If-None-Match", tag).get("/config/" + app + "/default").expect(200);
    assertThat(fresh.json().path("version").asText()).isEqualTo(pushed);
    assertThat(properties(fresh, 0).path("n").asInt()).isEqualTo(2);

    admin
        .patch("/config-sources/" + name, Map.of("interval", "PT5S", "maxStaleness", "PT5S"))
        .expect(200);
    Files.move(moving.folder(), temporary.resolve(app + ".away"));
    Answer stale =
        Waiting.until(
            "the answer is called stale",
            PATIENCE,
            () -> client.get("/config/" + app + "/default").expect(200),
            answer -> answer.header("X-Config-Stale") != null);
    assertThat(stale.header("X-Config-Stale")).isEqualTo("true");
    assertThat(stale.json().path("version").asText()).isEqualTo(pushed);
    assertThat(Long.parseLong(stale.header("Age"))).isGreaterThanOrEqualTo(5);
    JsonNode ready = admin.root().get("/health/ready").expect(200).json();
    assertThat(ready.path("status").asText()).isEqualTo("UP");
    assertThat(ready.path("checks").findValue("data").path(name).asText()).isEqualTo("DEGRADED");
    String error = "sluice_config_error{source=\"" + name + "\"} 1.0";
    assertThat(
            Waiting.until(
                "the meters tell",
                PATIENCE,
                () -> admin.root().get("/metrics").expect(200).text(),
                text -> text.contains(error)))
        .contains("sluice_config_info{commit=\"" + pushed + "\",source=\"" + name + "\"} 1")
        .contains("sluice_config_seconds_since_refresh{source=\"" + name + "\"}")
        .contains("sluice_config_refresh_total{outcome=\"failed\",source=\"" + name + "\"}")
        .contains("sluice_config_requests_total{source=\"" + name + "\",status=\"200\"}")
        .contains("sluice_config_refresh_seconds_count");
    admin.delete("/config-sources/" + name).expect(204);
  }

  @Test
  void configurationIsOnlyRead() {
    for (String method : List.of("POST", "PUT", "DELETE")) {
      assertThat(client.send(method, path("/prod"), null).status()).isEqualTo(405);
    }
    Answer head = client.send("HEAD", path("/prod"), null).expect(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("ETag")).isEqualTo(client.get(path("/prod")).header("ETag"));
  }
}
