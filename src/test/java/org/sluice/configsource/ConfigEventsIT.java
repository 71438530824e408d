package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;

/** The event stream of a source as a program of its own reads it. */
@Tag("portable")
class ConfigEventsIT {

  private static final String ADMIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (RunningSluice.ADMIN + ":" + RunningSluice.ADMIN_PASSWORD)
                      .getBytes(StandardCharsets.UTF_8));

  private record Event(String name, String id, JsonNode data) {}

  private static List<Event> watch(Api admin, String path, String lastEventId) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(admin.uri(path)).header("Authorization", ADMIN);
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<Stream<String>> answer =
        HttpClient.newHttpClient()
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
            .get(30, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    List<Event> events = new CopyOnWriteArrayList<>();
    Aside.run(
        () -> {
          String[] event = new String[2];
          answer
              .body()
              .forEach(
                  line -> {
                    if (line.startsWith("event:")) {
                      event[0] = line.substring(6).strip();
                    } else if (line.startsWith("id:")) {
                      event[1] = line.substring(3).strip();
                    } else if (line.startsWith("data:")) {
                      events.add(new Event(event[0], event[1], json(line.substring(5).strip())));
                    }
                  });
        });
    return events;
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException notJson) {
      throw new IllegalStateException(text, notJson);
    }
  }

  private static Event await(List<Event> events, String name, String commit) {
    String field = name.equals("state") ? "currentCommit" : "newCommit";
    return Waiting.until(
        name + " of " + commit,
        Duration.ofSeconds(60),
        () ->
            events.stream()
                .filter(each -> each.name().equals(name))
                .filter(each -> each.data().path(field).asText().equals(commit))
                .findFirst()
                .orElse(null),
        found -> found != null);
  }

  @Test
  void changesAreToldAsTheyComeAndThoseThatWereMissedFirst(@TempDir Path served) throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    String name = fresh("told");
    String path = "/config-sources/" + name;
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve(name + ".git"));
    String first = upstream.push("main", Map.of("shop.yml", "n: 1\n"));
    try (StockGitServer server = StockGitServer.start(served)) {
      new Mirrors(sluice).add(name, server.url(name + ".git"));
      admin
          .post(
              "/config-sources",
              Map.of("name", name, "repository", "admin/" + name, "interval", "PT1H"))
          .expect(201);
      admin.post(path + "/refresh", null).expect(200);

      List<Event> events = watch(admin, path + "/events", null);
      await(events, "state", first);
      assertThat(events).noneMatch(each -> each.name().equals("change"));
      String second = upstream.push("main", Map.of("shop.yml", "n: 2\n"));
      admin.post(path + "/refresh", null).expect(200);
      Event change = await(events, "change", second);
      assertThat(change.data().path("oldCommit").asText()).isEqualTo(first);
      assertThat(change.data().path("applications").toString()).isEqualTo("[\"shop\"]");
      assertThat(change.id()).isEqualTo(change.data().path("id").asText());
      await(events, "state", second);

      String third = upstream.push("main", Map.of("shop.yml", "n: 3\n"));
      admin.post(path + "/refresh", null).expect(200);
      List<Event> again = watch(admin, path + "/events", change.id());
      await(again, "change", third);
      assertThat(again.get(0).name()).isEqualTo("change");
      assertThat(again).noneMatch(each -> each.data().path("newCommit").asText().equals(second));

      Team team = Team.on(sluice);
      team.stranger().with("Accept", "text/event-stream").get(path + "/events").expect(404);
      sluice
          .api()
          .anonymous()
          .with("Accept", "text/event-stream")
          .get(path + "/events")
          .expect(401);
      admin.delete(path).expect(204);
    }
  }
}
