package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** Programs of Spring Boot 3.5 and 4.0 that take their configuration from Sluice, unchanged. */
class SpringClientIT {

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"config-client-3", "config-client-4"})
  void aProgramStartsFromSluiceAndReadsItsConfigurationAgain(String program) throws Exception {
    assumeTrue(StockGitServer.isInstalled() && SpringProgram.isBuilt(program));
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    String name = fresh("client");
    Path served = Files.createDirectory(temporary.resolve("served"));
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve(name + ".git"));
    upstream.push(
        "main",
        Map.of(
            "application.yml",
            "shared: for all\ngreeting: hello ${who}\n",
            name + ".yml",
            "who: nobody\nlist: [a, b]\n",
            name + "-prod.properties",
            "who=the world"));
    try (StockGitServer server = StockGitServer.start(served)) {
      new Mirrors(sluice).add(name, server.url(name + ".git"));
      admin
          .post(
              "/config-sources",
              Map.of(
                  "name",
                  name,
                  "repository",
                  "admin/" + name,
                  "applications",
                  List.of(name),
                  "interval",
                  "PT1H"))
          .expect(201);
      refresh(admin, name);
      String token =
          admin
              .post(
                  "/tokens",
                  Map.of(
                      "name", name,
                      "scopes", List.of("config:read"),
                      "configuration", Map.of("applications", List.of(name))))
              .expect(201)
              .json()
              .path("token")
              .asText();
      try (SpringProgram client =
          SpringProgram.start(
              program,
              temporary.resolve("client"),
              List.of(
                  "spring.application.name=" + name,
                  "spring.profiles.active=prod",
                  "spring.config.import=configserver:" + sluice.address().resolve("/config"),
                  "spring.cloud.config.password=" + token,
                  "management.endpoints.web.exposure.include=refresh"))) {
        assertThat(value(client, "greeting")).isEqualTo("hello the world");
        assertThat(value(client, "shared")).isEqualTo("for all");
        assertThat(value(client, "list[1]")).isEqualTo("b");

        upstream.push(
            "main", Map.of(name + "-prod.properties", "who=everybody", "new.yml", "x: 1\n"));
        assertThat(value(client, "who")).isEqualTo("the world");
        refresh(admin, name);
        String changed =
            send(
                HttpRequest.newBuilder(URI.create(client.address() + "/actuator/refresh"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(changed).contains("\"who\"");
        assertThat(value(client, "greeting")).isEqualTo("hello everybody");
      }
      admin.delete("/config-sources/" + name).expect(204);
    }
  }

  private static void refresh(Api admin, String name) {
    admin.post("/config-sources/" + name + "/refresh", null).expect(200);
  }

  private static String value(SpringProgram client, String key) throws Exception {
    return send(
        HttpRequest.newBuilder(
            URI.create(
                client.address()
                    + "/value?key="
                    + URLEncoder.encode(key, StandardCharsets.UTF_8))));
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
