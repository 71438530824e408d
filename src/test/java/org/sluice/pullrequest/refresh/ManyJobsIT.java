package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.forge.github.GitHubStub;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** More jobs than an account may ask at once, on a server that runs many of them. */
class ManyJobsIT {

  private static final int JOBS = 100;
  private static final int AT_ONCE = 8;
  private static final String TOKEN = "ghp_many";
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static RunningSluice sluice;

  @BeforeAll
  static void start() {
    sluice =
        RunningSluice.with("many-jobs")
            .environment("SLUICE_JOBS_CONCURRENCY", "40")
            .environment("SLUICE_JOBS_PER_HOST", "40")
            // What waits at the gate is not to be given up.
            .environment("SLUICE_FORGE_IDLE_TIMEOUT", "PT2M")
            .start();
  }

  @AfterAll
  static void stop() {
    sluice.close();
  }

  @Test
  void aHundredJobsNeverAskMoreAtOnceThanTheirAccountMay() {
    Api admin = sluice.admin();
    try (GitHubStub github = GitHubStub.start().token(TOKEN, "octo", "repo").graphQl(false)) {
      IntStream.range(0, JOBS).forEach(i -> github.repository("many/r" + i));
      ForgeFleet fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
      List<String> paths =
          IntStream.range(0, JOBS).mapToObj(i -> fleet.track("many/r" + i)).toList();
      // The timer has the first look at what is new.
      Waiting.until(
          "the timer has looked at all",
          PATIENCE,
          () ->
              StreamSupport.stream(
                          admin
                              .get("/repositories?size=200&namespace=" + fleet.namespace())
                              .expect(200)
                              .json()
                              .path("items")
                              .spliterator(),
                          false)
                      .allMatch(each -> !each.path("lastRefreshedAt").isNull())
                  && admin.get("/jobs?status=RUNNING").json().path("total").asInt() == 0);
      github.forget();
      Semaphore gate = github.hold("/many/");
      List<String> jobs =
          paths.stream()
              .map(path -> fleet.start(path + "/refresh", null).path("id").asText())
              .toList();
      for (int left = JOBS; left > 0; left--) {
        int least = Math.min(AT_ONCE, left);
        Waiting.until(
            "as many are asked as may be, with " + left + " left",
            PATIENCE,
            () -> github.asksNow() >= least);
        assertThat(github.asksNow()).isLessThanOrEqualTo(AT_ONCE);
        gate.release();
      }
      assertThat(jobs)
          .allSatisfy(
              job -> assertThat(fleet.await(job).path("status").asText()).isEqualTo("SUCCEEDED"));
      assertThat(github.came("/many/")).hasSize(JOBS);
      assertThat(github.mostAsksAtOnce()).isEqualTo(AT_ONCE);
    }
  }
}
