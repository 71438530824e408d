package org.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The event stream of a job as a program of its own reads it, on every server. */
@Tag("portable")
class JobEventsIT {

  private static final String ADMIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(
                  (RunningSluice.ADMIN + ":" + RunningSluice.ADMIN_PASSWORD)
                      .getBytes(StandardCharsets.UTF_8));

  @Test
  void aStreamTellsTheProgressAtOnceAndEndsWithTheJob(@TempDir Path served) throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    String name = "streamed-" + Long.toString(System.nanoTime(), 36);
    GitCommand.generate(served.resolve(name + ".git"), 300, 5);
    try (StockGitServer upstream = StockGitServer.start(served);
        FaultyUpstream stalling = FaultyUpstream.before(upstream.url(""))) {
      stalling.fault(FaultyUpstream.stallPackAfter(4000));
      String job =
          admin
              .post(
                  "/repositories",
                  Map.of("name", name, "cloneUrl", stalling.inFrontOf(upstream.url(name + ".git"))))
              .expect(201)
              .json()
              .path("lastJob")
              .asText();
      assertThat(stalling.awaitStalled(60)).isTrue();

      HttpResponse<Stream<String>> answer = watch(admin, ADMIN, job);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      List<String> lines = new ArrayList<>();
      CompletableFuture<Void> first = new CompletableFuture<>();
      CompletableFuture<Void> ended =
          Aside.run(
              () ->
                  answer
                      .body()
                      .forEach(
                          line -> {
                            lines.add(line);
                            if (line.startsWith("data:")) {
                              first.complete(null);
                            }
                          }));
      first.get(30, TimeUnit.SECONDS);
      admin.post("/jobs/" + job + "/cancel", null).expect(202);
      // The server closes the stream by itself.
      ended.get(60, TimeUnit.SECONDS);

      List<String> events =
          lines.stream()
              .filter(line -> line.startsWith("event:"))
              .map(line -> line.substring(6).strip())
              .toList();
      assertThat(events).startsWith("progress").endsWith("end");
      List<String> data =
          lines.stream()
              .filter(line -> line.startsWith("data:"))
              .map(line -> line.substring(5).strip())
              .toList();
      JsonNode begin = Json.mapper().readTree(data.get(0));
      assertThat(begin.path("running").asInt()).isEqualTo(1);
      JsonNode end = Json.mapper().readTree(data.get(data.size() - 1));
      assertThat(end.path("status").asText()).isEqualTo("CANCELLED");
      assertThat(end).isEqualTo(admin.get("/jobs/" + job).expect(200).json());
    }
  }

  @Test
  void whatJobsDidIsCountedByTheHour(@TempDir Path served) throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    RunningSluice sluice = RunningSluice.shared();
    Api admin = sluice.admin();
    String name = "counted-" + Long.toString(System.nanoTime(), 36);
    GitCommand.generate(served.resolve(name + ".git"), 3, 1);
    long before = items(admin.get("/jobs/throughput").expect(200).json());
    try (StockGitServer upstream = StockGitServer.start(served)) {
      String job =
          admin
              .post("/repositories", Map.of("name", name, "cloneUrl", upstream.url(name + ".git")))
              .expect(201)
              .json()
              .path("lastJob")
              .asText();
      Waiting.until(
          "the clone has ended",
          Duration.ofSeconds(60),
          () -> admin.get("/jobs/" + job).expect(200).json(),
          now -> !now.path("completedAt").isNull());
    }
    JsonNode day = admin.get("/jobs/throughput").expect(200).json();
    assertThat(items(day)).isGreaterThan(before);
    assertThat(Instant.parse(day.path("since").asText()))
        .isBeforeOrEqualTo(Instant.parse(day.at("/hours/0/hour").asText()));
    assertThat(admin.get("/jobs/throughput?hours=168").expect(200).json().path("hours"))
        .isNotEmpty();

    sluice
        .api()
        .get("/jobs/throughput")
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            "/jobs/throughput");
    admin
        .get("/jobs/throughput?hours=169")
        .expectInvalid("hours", "must be a whole number from 1 to 168", "/jobs/throughput");
    admin
        .get("/jobs/throughput?days=1")
        .expectInvalid("days", "is not a parameter of this operation", "/jobs/throughput");
  }

  private static long items(JsonNode day) {
    long items = 0;
    for (JsonNode hour : day.path("hours")) {
      items += hour.path("done").asLong();
    }
    return items;
  }

  @Test
  void aRevokedTokenAndOneThatExpiresWatchNoLonger(@TempDir Path served) throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    Api admin = RunningSluice.shared().admin();
    String name = "watched-" + Long.toString(System.nanoTime(), 36);
    GitCommand.generate(served.resolve(name + ".git"), 300, 5);
    try (StockGitServer upstream = StockGitServer.start(served);
        FaultyUpstream stalling = FaultyUpstream.before(upstream.url(""))) {
      stalling.fault(FaultyUpstream.stallPackAfter(4000));
      String job =
          admin
              .post(
                  "/repositories",
                  Map.of("name", name, "cloneUrl", stalling.inFrontOf(upstream.url(name + ".git"))))
              .expect(201)
              .json()
              .path("lastJob")
              .asText();
      assertThat(stalling.awaitStalled(60)).isTrue();
      admin
          .post("/users", Map.of("name", name, "password", "nobody needs it", "role", "ADMIN"))
          .expect(201);
      Api second = RunningSluice.shared().api().as(name, "nobody needs it");
      second.get("/me").expect(200);
      JsonNode revoked = token(admin, name + "-revoked", null);
      JsonNode brief = token(second, name + "-brief", Instant.now().plusSeconds(10));
      List<CompletableFuture<Void>> ended = new ArrayList<>();
      for (JsonNode token : List.of(brief, revoked)) {
        HttpResponse<Stream<String>> answer =
            watch(admin, "Bearer " + token.path("token").asText(), job);
        assertThat(answer.statusCode()).isEqualTo(200);
        ended.add(Aside.run(() -> answer.body().forEach(line -> {})));
      }
      admin.delete("/tokens/" + revoked.path("id").asText()).expect(204);
      // The other one ends by itself.
      CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new)).get(65, TimeUnit.SECONDS);
      assertThat(admin.get("/jobs/" + job).expect(200).json().path("completedAt").isNull())
          .isTrue();
      admin.post("/jobs/" + job + "/cancel", null).expect(202);
    }
  }

  private static JsonNode token(Api owner, String name, Instant expiresAt) {
    Map<String, Object> wanted =
        new HashMap<>(Map.of("name", name, "scopes", List.of("read", "admin")));
    if (expiresAt != null) {
      wanted.put("expiresAt", expiresAt.toString());
    }
    return owner.post("/tokens", wanted).expect(201).json();
  }

  private static HttpResponse<Stream<String>> watch(Api api, String authorization, String job)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(api.uri("/jobs/" + job + "/events"))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/event-stream")
                .header("Authorization", authorization)
                .build(),
            HttpResponse.BodyHandlers.ofLines());
  }
}
