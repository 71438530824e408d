package org.sluice.configsource.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;

/** What differs for an application between two commits, through the API. */
@Tag("portable")
class ConfigDiffIT {

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static RunningSluice sluice;
  private static Api admin;
  private static Team team;
  private static String source;
  private static String first;
  private static String second;
  private static String takenBack;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    team = Team.on(sluice);
    Path served = Files.createDirectory(temporary.resolve("served"));
    server = StockGitServer.start(served);
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve("conf.git"));
    first =
        upstream.push(
            "main",
            Map.of(
                "application.yml", "greeting: hello\nold: true\nlist: [a, b]\n",
                "shop-prod.properties", "name=one"));
    takenBack = upstream.push("main", Map.of("application.yml", "password: hunter2\n"));
    second =
        upstream.push(
            "main",
            first,
            Map.of(
                "application.yml",
                "greeting: hello\nnew: 1\nlist: [a]\n",
                "shop-prod.properties",
                "name=two",
                "shop.yml",
                "a: [1\n"));
    upstream.push("feature/x", "main", Map.of("application.yml", "greeting: there\n"));
    String repository = fresh("conf");
    team.maintainer()
        .post(
            "/repositories",
            Map.of(
                "namespace", team.name(), "name", repository, "cloneUrl", server.url("conf.git")))
        .expect(201);
    source = fresh("source");
    admin
        .post(
            "/config-sources",
            Map.of(
                "name",
                source,
                "repository",
                team.name() + "/" + repository,
                "applications",
                List.of(fresh("nobody")),
                "interval",
                "PT1H"))
        .expect(201);
    admin.post("/config-sources/" + source + "/refresh", null).expect(200);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      admin.delete("/config-sources/" + source).expect(204);
      server.close();
    }
  }

  private static String path() {
    return "/config-sources/" + source + "/diff";
  }

  private static Answer diff(Api as, String query) {
    return as.get(path() + "?" + query);
  }

  private static List<String> changes(JsonNode diff) {
    List<String> said = new ArrayList<>();
    for (JsonNode each : diff.path("changes")) {
      said.add(
          each.path("kind").asText()
              + " "
              + each.path("key").asText()
              + " "
              + each.path("before").path("text").asText("-")
              + " "
              + each.path("after").path("text").asText("-"));
    }
    return said;
  }

  @Test
  void keysThatDifferAreNamedWithBothValuesAndTheirFiles() {
    Answer answer =
        diff(team.viewer(), "application=shop&profile=prod&from=" + first + "&to=" + second)
            .expect(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    JsonNode json = answer.json();
    assertThat(json.path("from").asText()).isEqualTo(first);
    assertThat(json.path("to").asText()).isEqualTo(second);
    assertThat(changes(json))
        .containsExactly(
            "REMOVED list[1] b -", "CHANGED name one two", "ADDED new - 1", "REMOVED old true -");
    assertThat(json.path("added").asInt()).isEqualTo(1);
    assertThat(json.path("removed").asInt()).isEqualTo(2);
    assertThat(json.path("changed").asInt()).isEqualTo(1);
    JsonNode name = json.path("changes").get(1).path("after");
    assertThat(name.path("file").asText()).isEqualTo("shop-prod.properties");
    assertThat(name.path("line").asInt()).isEqualTo(1);
    assertThat(name.path("document").asText()).isEqualTo(source + ":main:shop-prod.properties");
    assertThat(json.path("changes").get(2).path("before").isNull()).isTrue();
    assertThat(json.path("unreadBefore").size()).isZero();
    assertThat(json.path("unreadAfter").get(0).path("path").asText()).isEqualTo("shop.yml");
    assertThat(json.path("unreadAfter").get(0).path("reason").asText()).isNotBlank();
  }

  @Test
  void theSecondCommitIsTheServedOneAndTheProfileDefaultIfTheyAreNotNamed() {
    JsonNode json = diff(admin, "application=shop&from=" + first.substring(0, 8)).json();
    assertThat(json.path("from").asText()).isEqualTo(first);
    assertThat(json.path("to").asText()).isEqualTo(second);
    assertThat(changes(json))
        .containsExactly("REMOVED list[1] b -", "ADDED new - 1", "REMOVED old true -");
    JsonNode branch = diff(admin, "application=shop&from=main&to=feature/x").json();
    assertThat(changes(branch)).contains("CHANGED greeting hello there");
    assertThat(diff(admin, "application=shop&from=main").json().path("changes").size()).isZero();
  }

  @Test
  void whatIsAskedWrongIsRefused() {
    diff(admin, "from=" + first).expectInvalid("application", "is required", path());
    diff(admin, "application=shop").expectInvalid("from", "is required", path());
    diff(admin, "application=shop&from=main&label=x")
        .expectInvalid("label", "is not a parameter of this operation", path());
    diff(admin, "application=shop&from=main&from=main")
        .expectInvalid("from", "may be given once", path());
    diff(admin, "application=a/b&from=main")
        .expectInvalid(
            "application", "may have letters, digits and -_.+@, and no two dots in a row", path());
    for (String unknown : List.of("none", "HEAD", takenBack, "0".repeat(40), "--all")) {
      diff(admin, "application=shop&from=" + unknown)
          .expectInvalid("from", "is no commit that a branch or tag leads to", path());
      diff(admin, "application=shop&from=main&to=" + unknown)
          .expectInvalid("to", "is no commit that a branch or tag leads to", path());
    }
    diff(admin, "application=shop&from=" + "a".repeat(256))
        .expectInvalid("from", "is too long", path());
  }

  @Test
  void whoeverIsServedTheConfigurationMayCompareIt() {
    String query = "application=shop&from=" + first;
    sluice.api().anonymous().get(path() + "?" + query).expect(401);
    diff(team.stranger(), query)
        .expectProblem(
            404, "Not Found", "not-found", "There is no such configuration source.", path());
    diff(token(Map.of()), query).expect(200);
    diff(token(Map.of("applications", List.of("shop"))), query).expect(200);
    Api other = token(Map.of("applications", List.of("till")));
    diff(other, query)
        .expectProblem(
            404, "Not Found", "not-found", "There is no such configuration source.", path());
    diff(other, query.replace("shop", "till")).expect(200);
    diff(token(List.of("git:read"), Map.of()), query).expect(403);
  }

  private static Api token(Map<String, Object> bounds) {
    return token(List.of("config:read"), bounds);
  }

  private static Api token(List<String> scopes, Map<String, Object> bounds) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("name", fresh("token"));
    wanted.put("scopes", scopes);
    if (!bounds.isEmpty()) {
      wanted.put("configuration", bounds);
    }
    String text = team.viewer().post("/tokens", wanted).expect(201).json().path("token").asText();
    return sluice.api().anonymous().bearer(text);
  }
}
