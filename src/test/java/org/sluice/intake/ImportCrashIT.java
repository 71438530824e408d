package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sluice.forge.github.GitHubStub;
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The server is killed in the middle of an import or a scan, and started again on its home. */
class ImportCrashIT {

  private static final int LINES = 800;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private static final int SCANNED = 1_000;

  private static RunningSluice sluice;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.with("import-crash").start();
  }

  @AfterAll
  static void stop() {
    sluice.close();
  }

  @Test
  void aListThatAKillInterruptsGoesInOnce() {
    // Nothing listens there, so the check that follows ends soon.
    String list =
        IntStream.range(0, LINES)
            .mapToObj(i -> "http://127.0.0.1:9/crash/r" + i)
            .collect(Collectors.joining("\n", "", "\nnonsense\n"));
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
    List<String> made = export.lines().filter(line -> line.contains("/crash/r")).toList();
    assertThat(made).hasSize(LINES).doesNotHaveDuplicates();
    JsonNode check =
        Waiting.until(
                "a check of health follows",
                PATIENCE,
                () ->
                    StreamSupport.stream(
                            sluice
                                .admin()
                                .get("/jobs?kind=HEALTH_CHECK&size=200")
                                .expect(200)
                                .json()
                                .path("items")
                                .spliterator(),
                            false)
                        .filter(each -> each.path("selection").asText().equals("import:" + job))
                        .toList(),
                found -> found.size() == 1)
            .get(0);
    assertThat(check.path("total").asInt()).isEqualTo(LINES);
  }

  @Test
  void aStandingImportThatAKillInterruptsAddsEachOnceAndCountsAll() {
    try (GitHubStub github = GitHubStub.start().token("ghp_stand", "octo")) {
      IntStream.range(0, LINES).forEach(i -> github.repository("stand/r" + i));
      ForgeFleet fleet =
          ForgeFleet.at(sluice.admin(), "GITHUB", github.web()).account(github.root(), "ghp_stand");
      String imports = "/forge-accounts/" + fleet.account() + "/standing-imports";
      JsonNode made =
          sluice.admin().post(imports, Map.of("namespace", fleet.namespace())).expect(201).json();
      String there = "/repositories?size=1&namespace=" + fleet.namespace();
      Waiting.until(
          "some are added",
          PATIENCE,
          () -> sluice.admin().get(there).expect(200).json().path("total").asInt(),
          added -> added >= 50);
      sluice.kill();
      sluice.start();
      int before = sluice.admin().get(there).expect(200).json().path("total").asInt();
      assertThat(before).isBetween(50, LINES - 1);
      JsonNode job =
          Waiting.until(
              "the run has ended",
              PATIENCE,
              () -> sluice.admin().get("/jobs/" + made.path("lastJob").asText()).json(),
              seen -> !seen.path("completedAt").isNull());
      assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
      JsonNode result =
          sluice
              .admin()
              .get(imports + "/" + made.path("id").asText())
              .expect(200)
              .json()
              .path("result");
      assertThat(result.path("seen").asInt()).isEqualTo(LINES);
      assertThat(result.path("added").asInt()).isEqualTo(LINES);
      assertThat(result.path("refused").asInt()).isZero();
      assertThat(sluice.admin().get(there).json().path("total").asInt()).isEqualTo(LINES);
      String check = "standing-import:" + made.path("id").asText() + ":" + job.path("id").asText();
      JsonNode checks = sluice.admin().get("/jobs?kind=HEALTH_CHECK&q=" + check).expect(200).json();
      assertThat(checks.path("total").asInt()).isEqualTo(1);
      assertThat(checks.path("items").get(0).path("total").asInt()).isEqualTo(LINES);
    }
  }

  /** Every state is mixed in; a scan follows the import by itself. */
  @Test
  void aScanThatAKillInterruptsGoesOnAndDeletesNothing() {
    try (GitHubStub github = GitHubStub.start().token("ghp_scan", "octo")) {
      List<StubbedRepository> all = new ArrayList<>();
      for (int i = 0; i < SCANNED; i++) {
        all.add(github.repository("scan/r" + i));
      }
      ForgeFleet fleet =
          ForgeFleet.at(sluice.admin(), "GITHUB", github.web()).account(github.root(), "ghp_scan");
      String imported =
          sluice
              .admin()
              .post(
                  "/forge-accounts/" + fleet.account() + "/import",
                  Map.of("namespace", fleet.namespace()))
              .expect(202)
              .locationId();
      assertThat(fleet.await(imported).path("succeeded").asInt()).isEqualTo(SCANNED);
      for (int i = 0; i < SCANNED; i++) {
        switch (i % 5) {
          case 1 -> all.get(i).archived();
          case 2 -> all.get(i).disabled();
          case 3 -> github.delete(all.get(i));
          default -> {
            // Stays as it is.
          }
        }
      }
      github.fail("/repos/scan/r4", 451);
      JsonNode scan =
          sluice
              .admin()
              .post(
                  "/repositories/health-check",
                  Map.of("selection", Map.of("namespace", fleet.namespace())))
              .expect(202)
              .json();
      String job = scan.path("id").asText();
      Waiting.until(
          "some are scanned",
          PATIENCE,
          () -> sluice.admin().get("/jobs/" + job).expect(200).json(),
          seen -> seen.path("completed").asInt() >= 50);
      sluice.kill();
      sluice.start();
      JsonNode ended =
          Waiting.until(
              "the scan has ended",
              PATIENCE,
              () -> sluice.admin().get("/jobs/" + job).expect(200).json(),
              seen -> !seen.path("completedAt").isNull());
      assertThat(ended.path("total").asInt()).isEqualTo(SCANNED);
      assertThat(ended.path("succeeded").asInt()).isEqualTo(SCANNED);
      int counted = 0;
      for (JsonNode each : ended.path("counters")) {
        counted += each.asInt();
      }
      assertThat(counted).isEqualTo(SCANNED);
      assertThat(ended.path("counters").path("archived").asInt()).isBetween(150, SCANNED / 5);
      assertThat(ended.path("counters").path("blocked").asInt()).isPositive();
      JsonNode left =
          sluice
              .admin()
              .get("/repositories?namespace=" + fleet.namespace() + "&health=UNCONFIRMED&page=1")
              .expect(200)
              .json();
      assertThat(left.path("total").asInt()).isBetween(150, SCANNED / 5);
      assertThat(
              sluice
                  .admin()
                  .get("/repositories/export?format=csv")
                  .expect(200)
                  .text()
                  .lines()
                  .filter(line -> line.contains("/scan/r"))
                  .count())
          .isEqualTo(SCANNED);
    }
  }
}
