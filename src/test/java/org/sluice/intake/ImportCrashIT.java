package org.sluice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
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
    // H2 writes its tables one by one while transactions go on, so that a kill may leave a part of
    // one behind; what is held here against the last row is held on PostgreSQL.
    sluice =
        RunningSluice.with("import-crash")
            .onPostgres()
            // A forge here is held for as long as the server takes to come back.
            .environment("SLUICE_FORGE_IDLE_TIMEOUT", "PT2M")
            .start();
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
      // The run lists again before it adds the rest: not before all has been looked at here.
      Semaphore listing = github.hold("user/repos");
      sluice.start();
      int before = sluice.admin().get(there).expect(200).json().path("total").asInt();
      assertThat(before).isBetween(50, LINES - 1);
      listing.release(LINES);
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

  /** What a scan may find, each as often as the others. */
  private enum Found {
    HEALTHY,
    ARCHIVED,
    DISABLED,
    EMPTY,
    MOVED,
    REPLACED,
    UNCONFIRMED,
    NOT_FOUND,
    AUTH_ERROR,
    FORBIDDEN,
    BLOCKED,
    ERROR;

    /** Its repositories, whose names tell by how they end what becomes of them. */
    List<String> names() {
      return IntStream.range(0, SCANNED)
          .filter(i -> i % values().length == ordinal())
          .mapToObj(i -> owner() + "/r" + i + "-" + name().toLowerCase(Locale.ROOT))
          .toList();
    }

    /** Those that are not let in later belong to somebody else, whose token ends. */
    String owner() {
      return this == AUTH_ERROR ? "shut" : "scan";
    }

    String counter() {
      return switch (this) {
        case NOT_FOUND -> "notFound";
        case AUTH_ERROR -> "authError";
        default -> name().toLowerCase(Locale.ROOT);
      };
    }

    /** Lets it become so at the forge. */
    void happen(GitHubStub github) {
      List<StubbedRepository> all = names().stream().map(github::repository).toList();
      switch (this) {
        case ARCHIVED -> all.forEach(StubbedRepository::archived);
        case DISABLED -> all.forEach(StubbedRepository::disabled);
        case EMPTY -> all.forEach(StubbedRepository::empty);
        case MOVED -> all.forEach(each -> each.renameTo(each.fullName() + "-away"));
        case REPLACED -> {
          all.forEach(github::delete);
          names().forEach(github::repository);
        }
        case UNCONFIRMED, NOT_FOUND -> all.forEach(github::delete);
        case AUTH_ERROR -> github.revoke("ghp_shut");
        case FORBIDDEN -> github.fail("-forbidden", 403);
        case BLOCKED -> github.fail("-blocked", 451);
        case ERROR -> github.fail("-error", 502);
        default -> {
          // Stays as it is.
        }
      }
    }
  }

  private static JsonNode job(String id) {
    return sluice.admin().get("/jobs/" + id).expect(200).json();
  }

  private static void imported(ForgeFleet fleet, String account, String owner) {
    String job =
        sluice
            .admin()
            .post(
                "/forge-accounts/" + account + "/import",
                Map.of("owner", owner, "namespace", fleet.namespace()))
            .expect(202)
            .locationId();
    assertThat(fleet.await(job).path("failed").asInt()).isZero();
    Waiting.until(
        "what came in was looked at",
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
                .anyMatch(
                    each ->
                        each.path("selection").asText().equals("import:" + job)
                            && !each.path("completedAt").isNull()));
  }

  /** Every repository of a namespace by its name. */
  private static Map<String, JsonNode> repositories(String namespace) {
    Map<String, JsonNode> all = new HashMap<>();
    JsonNode page;
    int number = 1;
    do {
      page =
          sluice
              .admin()
              .get("/repositories?size=200&sort=name&namespace=" + namespace + "&page=" + number++)
              .expect(200)
              .json();
      page.path("items").forEach(each -> all.put(each.path("name").asText(), each));
    } while (!page.path("items").isEmpty());
    return all;
  }

  @Test
  void aScanOfEveryStateThatAKillInterruptsGoesOnAndDeletesNothing() {
    try (GitHubStub github =
        GitHubStub.start().token("ghp_scan", "octo").token("ghp_shut", "other")) {
      github.limit(1_000_000, 1_000_000, Duration.ofHours(1));
      for (Found each : Found.values()) {
        each.names().forEach(github::repository);
      }
      ForgeFleet fleet =
          ForgeFleet.at(sluice.admin(), "GITHUB", github.web()).account(github.root(), "ghp_scan");
      String shut =
          sluice
              .admin()
              .post("/forge-accounts", fleet.entered(github.root(), "ghp_shut"))
              .expect(201)
              .locationId();
      imported(fleet, fleet.account(), "scan");
      imported(fleet, shut, "shut");
      Map<String, JsonNode> before = repositories(fleet.namespace());
      assertThat(before)
          .hasSize(SCANNED)
          .allSatisfy((name, each) -> assertThat(state(each)).isEqualTo("HEALTHY"));

      // Two scans have missed those that the third one misses for good.
      Found.NOT_FOUND.happen(github);
      List<String> missed =
          Found.NOT_FOUND.names().stream()
              .map(name -> before.get(shortName(name)).path("id").asText())
              .toList();
      for (int scan = 1; scan <= 2; scan++) {
        JsonNode seen = fleet.run("/repositories/health-check", Map.of("repositoryIds", missed));
        assertThat(seen.path("counters").path("unconfirmed").asInt()).isEqualTo(missed.size());
      }
      for (Found each : Found.values()) {
        if (each != Found.NOT_FOUND) {
          each.happen(github);
        }
      }
      String scan =
          sluice
              .admin()
              .post(
                  "/repositories/health-check",
                  Map.of("selection", Map.of("namespace", fleet.namespace())))
              .expect(202)
              .locationId();
      Waiting.until(
          "some are scanned",
          PATIENCE,
          () -> job(scan),
          seen -> seen.path("completed").asInt() >= SCANNED / 4);
      sluice.kill();
      Semaphore looks = github.hold("/repos/");
      sluice.start();
      assertThat(job(scan).path("completedAt").isNull()).isTrue();
      looks.release(100 * SCANNED);
      JsonNode ended =
          Waiting.until(
              "the scan has ended",
              PATIENCE,
              () -> job(scan),
              seen -> !seen.path("completedAt").isNull());
      int errors = Found.ERROR.names().size();
      assertThat(ended.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
      assertThat(ended.path("total").asInt()).isEqualTo(SCANNED);
      assertThat(ended.path("succeeded").asInt()).isEqualTo(SCANNED - errors);
      assertThat(ended.path("failed").asInt()).isEqualTo(errors);
      Map<String, JsonNode> after = repositories(fleet.namespace());
      assertThat(after.keySet()).isEqualTo(before.keySet());
      for (Found each : Found.values()) {
        assertThat(ended.path("counters").path(each.counter()).asInt())
            .as("counted as " + each)
            .isEqualTo(each.names().size());
        assertThat(each.names())
            .allSatisfy(
                name -> {
                  JsonNode repository = after.get(shortName(name));
                  assertThat(state(repository)).isEqualTo(each.name());
                  assertThat(repository.path("id"))
                      .isEqualTo(before.get(shortName(name)).path("id"));
                });
      }
      String moved = "/repositories/" + fleet.namespace() + "/";
      assertThat(
              sluice
                  .admin()
                  .get(moved + shortName(Found.MOVED.names().get(0)) + "/health")
                  .expect(200)
                  .json()
                  .path("movedTo")
                  .asText())
          .endsWith("-moved-away.git");
    }
  }

  private static String state(JsonNode repository) {
    return repository.path("health").path("state").asText();
  }

  private static String shortName(String fullName) {
    return fullName.substring(fullName.indexOf('/') + 1);
  }
}
