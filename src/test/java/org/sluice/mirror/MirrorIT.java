package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.Aside;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Mirrors of stock Git servers, seen from outside. */
@Tag("portable")
class MirrorIT {

  @TempDir private static Path served;
  private static StockGitServer upstream;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    upstream = StockGitServer.start(served);
  }

  @AfterAll
  static void stop() throws IOException {
    if (upstream != null) {
      upstream.close();
    }
  }

  private static Path repository(String name, int commits) throws IOException {
    Path bare = served.resolve(name + ".git");
    GitCommand.generate(bare, commits, name.hashCode());
    return bare;
  }

  private static String url(String name) {
    return upstream.url(name + ".git");
  }

  @Test
  void anImportedRepositoryStaysEqualThroughEveryKindOfPush() throws IOException {
    String name = Mirrors.fresh("large");
    Path bare = repository(name, 4000);
    GitCommand.git(bare, "update-ref", "refs/pull/1/head", "refs/heads/main~3");

    JsonNode added = mirrors.add(name, url(name));
    assertThat(added.path("lastJob").isTextual()).isTrue();
    assertThat(mirrors.ended(added.path("lastJob").asText()).path("status").asText())
        .isEqualTo("SUCCEEDED");
    JsonNode first = mirrors.settled(name);
    assertThat(first.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(first.path("refCount").asInt()).isGreaterThan(300);
    assertThat(first.path("digest").asText()).hasSize(64);
    assertThat(first.path("nextSyncReason").asText()).isEqualTo("every 1 h");
    mirrors.assertEqualToUpstream(name, url(name));

    assertThat(mirrors.sync(name).path("succeeded").asInt()).isEqualTo(1);
    JsonNode again = mirrors.settled(name);
    assertThat(again.path("digest")).isEqualTo(first.path("digest"));
    assertThat(again.path("lastSyncedAt").asText())
        .isGreaterThan(first.path("lastSyncedAt").asText());

    String tag = GitCommand.git(bare, "tag").lines().findFirst().orElseThrow();
    GitCommand.git(bare, "tag", "-d", tag);
    GitCommand.git(bare, "branch", "brand-new", "main~5");
    String branch =
        GitCommand.git(bare, "branch", "--format=%(refname:short)")
            .lines()
            .filter(each -> !each.equals("main") && !each.equals("brand-new"))
            .findFirst()
            .orElseThrow();
    GitCommand.git(bare, "update-ref", "refs/heads/" + branch, "refs/heads/main~7");
    GitCommand.git(bare, "update-ref", "refs/heads/main", "refs/heads/main~1");
    GitCommand.git(bare, "symbolic-ref", "HEAD", "refs/heads/brand-new");
    mirrors.sync(name);
    mirrors.assertEqualToUpstream(name, url(name));
    JsonNode changed = mirrors.settled(name);
    assertThat(changed.path("digest")).isNotEqualTo(first.path("digest"));
    assertThat(changed.path("head").asText()).isEqualTo("refs/heads/brand-new");
    assertThat(
            admin
                .get("/repositories/admin/" + name)
                .expect(200)
                .json()
                .path("defaultBranch")
                .asText())
        .isEqualTo("brand-new");

    JsonNode history =
        admin.get("/repositories/admin/" + name + "/syncs").expect(200).json().path("items");
    assertThat(history.findValuesAsText("outcome")).containsExactly("CHANGED", "NO_OP", "CHANGED");
    assertThat(history.get(0).path("refs").path("created").asInt()).isEqualTo(1);
    assertThat(history.get(0).path("refs").path("deleted").asInt()).isEqualTo(1);
    assertThat(history.get(0).path("refs").path("forced").asInt()).isGreaterThanOrEqualTo(1);
    assertThat(history.get(2).path("objects").asLong()).isGreaterThan(4000);
  }

  @Test
  void runsWithoutAChangeAreFoldedIntoOneRow() throws IOException {
    String name = Mirrors.fresh("quiet");
    repository(name, 5);
    mirrors.add(name, url(name));
    mirrors.settled(name);
    for (int i = 0; i < 3; i++) {
      mirrors.sync(name);
    }
    JsonNode page = admin.get("/repositories/admin/" + name + "/syncs").expect(200).json();
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.path("items").get(0).path("outcome").asText()).isEqualTo("NO_OP");
    assertThat(page.path("items").get(0).path("runs").asInt()).isEqualTo(3);
  }

  @Test
  void ofTwoSimultaneousSyncsOneRunsAndOneIsToldWhich() throws Exception {
    String name = Mirrors.fresh("twice");
    repository(name, 5);
    try (FaultyUpstream slow = FaultyUpstream.before(upstream.url(""))) {
      mirrors.add(name, slow.inFrontOf(url(name)));
      mirrors.settled(name);
      slow.fault(FaultyUpstream.silence());
      CountDownLatch together = new CountDownLatch(1);
      List<CompletableFuture<Api.Answer>> calls =
          Stream.generate(
                  () ->
                      Aside.supply(
                          () -> {
                            try {
                              together.await();
                            } catch (InterruptedException interrupted) {
                              throw new IllegalStateException(interrupted);
                            }
                            return admin.post("/repositories/admin/" + name + "/sync", null);
                          }))
              .limit(2)
              .toList();
      together.countDown();
      List<Api.Answer> answers = calls.stream().map(CompletableFuture::join).toList();
      assertThat(answers).extracting(Api.Answer::status).containsExactlyInAnyOrder(202, 409);
      Api.Answer started =
          answers.stream().filter(a -> a.status() == 202).findFirst().orElseThrow();
      Api.Answer refused =
          answers.stream().filter(a -> a.status() == 409).findFirst().orElseThrow();
      assertThat(refused.header("Location")).endsWith("/jobs/" + started.locationId());
      assertThat(refused.json().path("type").asText()).isEqualTo("/problems/already-syncing");
      assertThat(refused.json().path("instance").asText())
          .isEqualTo("/api/v1/repositories/admin/" + name + "/sync");

      // A repository that a job has is not deleted under it.
      Api.Answer kept = admin.delete("/repositories/admin/" + name).expect(409);
      assertThat(kept.header("Location")).endsWith("/jobs/" + started.locationId());

      admin.post("/jobs/" + started.locationId() + "/cancel", null);
      assertThat(mirrors.ended(started.locationId()).path("status").asText())
          .isEqualTo("CANCELLED");
      assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    }
  }

  @Test
  void cancelEndsAStalledFirstCloneAndLeavesNothingBehind() throws Exception {
    String name = Mirrors.fresh("stalled");
    repository(name, 300);
    try (FaultyUpstream stalling = FaultyUpstream.before(upstream.url(""))) {
      stalling.fault(FaultyUpstream.stallPackAfter(4000));
      JsonNode added = mirrors.add(name, stalling.inFrontOf(url(name)));
      String job = added.path("lastJob").asText();
      assertThat(stalling.awaitStalled(60)).isTrue();
      JsonNode live =
          Waiting.until(
              "the start of the item is recorded",
              Mirrors.PATIENCE,
              () -> admin.get("/jobs/" + job).expect(200).json(),
              seen -> seen.path("running").asInt() == 1);
      assertThat(live.path("current").get(0).path("subject").asText()).isEqualTo("admin/" + name);

      admin.post("/jobs/" + job + "/cancel", null);
      // Well below the idle timeout of a minute, which would end the stalled read by itself.
      assertThat(mirrors.ended(job, Duration.ofSeconds(20)).path("status").asText())
          .isEqualTo("CANCELLED");
      JsonNode state = mirrors.settled(name);
      assertThat(state.path("status").asText()).isEqualTo("IDLE");
      assertThat(state.path("nextSyncReason").asText()).startsWith("the last one was stopped");
      assertThat(state.path("lastSyncedAt").isNull()).isTrue();
      assertThat(state.path("consecutiveFailures").asInt()).isZero();
      assertThat(mirrors.folder(name)).doesNotExist();

      stalling.fault(FaultyUpstream.passing());
      mirrors.sync(name);
      mirrors.assertEqualToUpstream(name, url(name));
    }
  }

  @Test
  void oneBadUpstreamDoesNotTouchTheOthersOfTheJob() throws IOException {
    List<String> good = Stream.generate(() -> Mirrors.fresh("good")).limit(3).toList();
    for (String name : good) {
      repository(name, 5);
      mirrors.add(name, url(name));
    }
    String bad = Mirrors.fresh("bad");
    mirrors.add(bad, upstream.url("no-such.git"));
    good.forEach(mirrors::settled);
    mirrors.settled(bad);

    List<String> ids =
        Stream.concat(good.stream(), Stream.of(bad))
            .map(name -> admin.get("/repositories/admin/" + name).json().path("id").asText())
            .toList();
    JsonNode job =
        mirrors.ended(
            admin
                .post("/repositories/sync-all", Map.of("repositoryIds", ids))
                .expect(202)
                .locationId());
    assertThat(job.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(job.path("succeeded").asInt()).isEqualTo(3);
    assertThat(job.path("failed").asInt()).isEqualTo(1);
    JsonNode failed =
        admin
            .get("/jobs/" + job.path("id").asText() + "/items?status=FAILED")
            .expect(200)
            .json()
            .path("items")
            .get(0);
    assertThat(failed.path("subject").path("name").asText()).isEqualTo("admin/" + bad);
    assertThat(failed.path("failure").path("kind").asText()).isEqualTo("NOT_FOUND");
  }

  @Test
  void theTimerSyncsWhatIsDue() throws IOException {
    String name = Mirrors.fresh("due");
    Path bare = repository(name, 3);
    mirrors.add(name, url(name));
    mirrors.settled(name);
    GitCommand.git(bare, "branch", "later", "main");
    // Mirroring it anew is the one way to be due at once without asking for a sync.
    admin.patch("/repositories/admin/" + name, Map.of("mirror", false)).expect(200);
    admin.patch("/repositories/admin/" + name, Map.of("mirror", true)).expect(200);
    Waiting.until(
        "the timer has synced it",
        Mirrors.PATIENCE,
        () ->
            admin
                .get("/repositories/admin/" + name + "/syncs?trigger=SCHEDULE")
                .json()
                .path("total")
                .asInt(),
        total -> total > 0);
    mirrors.settled(name);
    mirrors.assertEqualToUpstream(name, url(name));
  }

  @Test
  void aSyncOfTheOldUpstreamDoesNotMakeTheNewOneEqual() throws Exception {
    String name = Mirrors.fresh("moved");
    repository(name, 50);
    repository(name + "-new", 60);
    try (FaultyUpstream old = FaultyUpstream.before(upstream.url(""))) {
      old.fault(FaultyUpstream.stallPackAfter(4000));
      String job = mirrors.add(name, old.inFrontOf(url(name))).path("lastJob").asText();
      assertThat(old.awaitStalled(60)).isTrue();
      admin
          .patch("/repositories/admin/" + name, Map.of("cloneUrl", url(name + "-new")))
          .expect(200);
      admin.post("/jobs/" + job + "/cancel", null);
      mirrors.ended(job);
      JsonNode state = mirrors.settled(name);
      assertThat(state.path("lastSyncedAt").isNull()).isTrue();
      mirrors.sync(name);
      mirrors.assertEqualToUpstream(name, url(name + "-new"));
    }
  }

  @Test
  void whatIsNoParameterIsRefusedInsteadOfIgnored() throws IOException {
    String name = Mirrors.fresh("dry");
    repository(name, 3);
    mirrors.add(name, url(name));
    mirrors.settled(name);
    Api.Answer refused =
        admin.post("/repositories/admin/" + name + "/sync?force=true", null).expect(400);
    assertThat(refused.json().path("errors").get(0).path("field").asText()).isEqualTo("force");
  }

  @Test
  void aRepositoryThatIsNotMirroredIsNotSynced() {
    String name = Mirrors.fresh("tracked");
    admin
        .post("/repositories", Map.of("name", name, "cloneUrl", url("nowhere"), "mirror", false))
        .expect(201);
    JsonNode state = mirrors.state(name);
    assertThat(state.path("enabled").asBoolean()).isFalse();
    assertThat(state.path("nextSyncReason").asText()).isEqualTo("not mirrored");
    Api.Answer refused = admin.post("/repositories/admin/" + name + "/sync", null).expect(400);
    assertThat(refused.json().toString())
        .isEqualTo(
            "{\"type\":\"/problems/not-a-mirror\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"admin/"
                + name
                + " is tracked only; there is no mirror to sync.\","
                + "\"instance\":\"/api/v1/repositories/admin/"
                + name
                + "/sync\"}");
  }
}
