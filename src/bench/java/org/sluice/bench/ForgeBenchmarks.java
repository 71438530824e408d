package org.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sluice.forge.github.GitHubStub;
import org.sluice.forge.github.StubbedPull;
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;

/** P5: a refresh of 500 repositories through a running server, at a forge that takes its time. */
final class ForgeBenchmarks {

  private static final int REPOSITORIES = 500;
  private static final int WITH_ONE_OPEN = 5;
  private static final int AT_ONCE = 8;
  private static final Duration ANSWER = Duration.ofMillis(50);
  private static final String TOKEN = "ghp_bench";

  private final int rounds;
  private final Table table;

  ForgeBenchmarks(int rounds, Table table) {
    this.rounds = rounds;
    this.table = table;
  }

  /** All that is new, and then nothing that is new. */
  void refresh() throws Exception {
    try (GitHubStub github = GitHubStub.start();
        RunningSluice sluice = RunningSluice.with("bench").start()) {
      github.token(TOKEN, "octo", "repo").graphQl(false);
      github.limit(10_000_000, 10_000_000, Duration.ofHours(5));
      Api admin = sluice.admin();
      // The timer would take what the benchmark is to measure.
      admin
          .patch(
              "/system/settings",
              Map.of("refreshEnabled", false, "jobConcurrency", AT_ONCE, "jobsPerHost", AT_ONCE))
          .expect(200);
      ForgeFleet fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
      for (int i = 0; i < REPOSITORIES; i++) {
        StubbedRepository each = github.repository("team/app" + i);
        if (i % WITH_ONE_OPEN == 0) {
          StubbedPull pull = each.open("Change").review("ben", "APPROVED");
          pull.head().check("build", "success");
        }
        fleet.track("team/app" + i);
      }
      // What Sluice asks is what its peer asks.
      refreshed(fleet);
      OneByOne peer = new OneByOne(github);
      github.delay(ANSWER);
      measure(
          "refresh of 500 repositories, all of it new",
          new Rounds(rounds)
              .before(
                  () -> {
                    github.renew();
                    peer.forget();
                  })
              .of("peer", peer::ask)
              .of("Sluice", () -> refreshed(fleet))
              .run());
      peer.ask();
      refreshed(fleet);
      github.forget();
      long before = github.remaining();
      refreshed(fleet);
      int asked = github.came().size();
      long paid = before - github.remaining();
      table.note(
          String.format(
              Locale.ROOT,
              "P5: a refresh that finds nothing new sends %,d requests, of which %,d (%.1f %%) are"
                  + " answered 304 and cost nothing",
              asked,
              asked - paid,
              100.0 * (asked - paid) / asked));
      measure(
          "the same, nothing new",
          new Rounds(rounds).of("peer", peer::ask).of("Sluice", () -> refreshed(fleet)).run());
    }
  }

  private void measure(String work, Rounds.Times times) {
    table.add(
        "P5",
        work + ", " + AT_ONCE + " at once",
        "one request after another",
        times.of("peer"),
        "Sluice",
        times.of("Sluice"),
        times.ratio("peer", "Sluice"),
        Table.Goal.AT_LEAST,
        0.8 * AT_ONCE);
  }

  private static void refreshed(ForgeFleet fleet) {
    JsonNode job = fleet.run("/repositories/refresh-all", Map.of());
    if (job.path("succeeded").asInt() != REPOSITORIES) {
      throw new IllegalStateException("Not all were refreshed: " + job);
    }
  }

  /** Asks the same over one connection that is kept, as simply as it can be done. */
  private static final class OneByOne {

    private final HttpClient client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<URI> asked;
    private final Map<URI, String> tags = new HashMap<>();

    OneByOne(GitHubStub github) {
      asked =
          github.came().stream()
              .map(GitHubStub.Came::target)
              .filter(each -> each.contains("/repos/"))
              .map(each -> URI.create(github.web() + each))
              .toList();
    }

    void forget() {
      tags.clear();
    }

    void ask() throws IOException, InterruptedException {
      for (URI each : asked) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(each).header("Authorization", "Bearer " + TOKEN);
        if (tags.containsKey(each)) {
          request.header("If-None-Match", tags.get(each));
        }
        HttpResponse<byte[]> answer =
            client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (!Set.of(200, 304).contains(answer.statusCode())) {
          throw new IllegalStateException(each + " was answered " + answer.statusCode());
        }
        answer.headers().firstValue("ETag").ifPresent(tag -> tags.put(each, tag));
      }
    }
  }
}
