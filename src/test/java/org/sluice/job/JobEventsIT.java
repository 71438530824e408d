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
import java.util.ArrayList;
import java.util.Base64;
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
import org.sluice.testing.RunningSluice;

/** The event stream of a job as a program of its own reads it, on every server. */
@Tag("portable")
class JobEventsIT {

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

      HttpResponse<Stream<String>> answer = watch(admin, job);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      List<String> lines = new ArrayList<>();
      CompletableFuture<Void> first = new CompletableFuture<>();
      CompletableFuture<Void> ended =
          CompletableFuture.runAsync(
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

  private static HttpResponse<Stream<String>> watch(Api api, String job) throws Exception {
    String pair = RunningSluice.ADMIN + ":" + RunningSluice.ADMIN_PASSWORD;
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(api.uri("/jobs/" + job + "/events"))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/event-stream")
                .header(
                    "Authorization",
                    "Basic "
                        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .build(),
            HttpResponse.BodyHandlers.ofLines());
  }
}
