package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The server is killed in the middle of an import and started again on the same home. */
class ImportCrashIT {

  private static final int LINES = 800;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  @Test
  void aListThatAKillInterruptsGoesInOnce() {
    // Nothing listens there, so the check that follows ends soon.
    String list =
        IntStream.range(0, LINES)
            .mapToObj(i -> "http://127.0.0.1:9/crash/r" + i)
            .collect(Collectors.joining("\n", "", "\nnonsense\n"));
    try (RunningSluice sluice = RunningSluice.with("import-crash").start()) {
      String job =
          sluice
              .admin()
              .with("Content-Type", "text/plain")
              .send("POST", "/imports", list)
              .expect(202)
              .locationId();
      Waiting.until(
          "some of the lines are done",
          PATIENCE,
          () -> sluice.admin().get("/jobs/" + job).expect(200).json(),
          seen -> seen.path("completed").asInt() >= 50);
      sluice.kill();
      sluice.start();
      JsonNode resumed = sluice.admin().get("/jobs/" + job).expect(200).json();
      assertThat(resumed.path("total").asInt()).isEqualTo(LINES + 1);
      JsonNode ended =
          Waiting.until(
              "the import has ended",
              PATIENCE,
              () -> sluice.admin().get("/jobs/" + job).expect(200).json(),
              seen -> !seen.path("completedAt").isNull());
      assertThat(ended.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
      assertThat(ended.path("succeeded").asInt()).isEqualTo(LINES);
      assertThat(ended.path("failed").asInt()).isEqualTo(1);
      String export = sluice.admin().get("/repositories/export").expect(200).text();
      assertThat(export.lines().distinct().count()).isEqualTo(LINES + 1);
      assertThat(export.lines().count()).isEqualTo(LINES + 1);
      JsonNode check =
          Waiting.until(
              "a check of health follows",
              PATIENCE,
              () -> sluice.admin().get("/jobs?kind=HEALTH_CHECK").expect(200).json().path("items"),
              found -> found.size() == 1);
      assertThat(check.get(0).path("total").asInt()).isEqualTo(LINES);
      assertThat(check.get(0).path("selection").asText()).isEqualTo("import:" + job);
    }
  }
}
