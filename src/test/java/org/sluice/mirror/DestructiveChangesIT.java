package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What people see of changes that would lose something, and what they can do about them. */
@Tag("portable")
class DestructiveChangesIT {

  @TempDir private static Path served;
  private static StockGitServer upstream;
  private static RunningSluice sluice;
  private static Api admin;
  private static Api viewer;
  private static Mirrors mirrors;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    upstream = StockGitServer.start(served);
    String name = Mirrors.fresh("viewer");
    admin.post("/users", Map.of("name", name, "password", "correct-horse-battery")).expect(201);
    viewer = sluice.api().as(name, "correct-horse-battery");
  }

  @AfterAll
  static void stop() throws IOException {
    if (upstream != null) {
      upstream.close();
    }
  }

  /** A mirror of a fresh upstream, in sync. */
  private static String mirror(Map<String, Object> settings) throws IOException {
    String name = Mirrors.fresh("gate");
    GitCommand.generate(served.resolve(name + ".git"), 40, name.hashCode());
    Map<String, Object> wanted = new HashMap<>(settings);
    wanted.put("name", name);
    wanted.put("cloneUrl", upstream.url(name + ".git"));
    JsonNode added = admin.post("/repositories", wanted).expect(201).json();
    mirrors.ended(added.path("lastJob").asText());
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    return name;
  }

  private static Path bare(String name) {
    return served.resolve(name + ".git");
  }

  private static void forceAndDelete(String name) throws IOException {
    GitCommand.git(bare(name), "update-ref", "refs/heads/main", "main~3");
    GitCommand.commit(bare(name), "main", "elsewhere");
    GitCommand.git(bare(name), "tag", "-d", "v10");
  }

  private static String path(String name, String below) {
    return "/repositories/admin/" + name + below;
  }

  private static String tip(Path bare, String ref) throws IOException {
    return GitCommand.git(bare, "rev-parse", ref).strip();
  }

  private static JsonNode held(String name, String query) {
    return admin.get(path(name, "/held-changes" + query)).expect(200).json();
  }

  @Test
  void changesWaitUntilSomebodyApprovesThem() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    String synced = mirrors.state(name).path("lastSyncedAt").asText();
    String before = tip(mirrors.folder(name), "refs/heads/main");
    forceAndDelete(name);

    JsonNode job = mirrors.sync(name);

    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    JsonNode state = mirrors.settled(name);
    assertThat(state.path("status").asText()).isEqualTo("HELD");
    assertThat(state.path("policy").asText()).isEqualTo("APPROVE");
    assertThat(state.path("heldChanges").asInt()).isEqualTo(2);
    assertThat(state.path("lastSyncedAt").asText()).isEqualTo(synced);
    JsonNode page = held(name, "?sort=-ref");
    assertThat(page.path("total").asInt()).isEqualTo(2);
    assertThat(page.path("items").findValuesAsText("ref"))
        .containsExactly("refs/tags/v10", "refs/heads/main");
    JsonNode main = page.path("items").get(1);
    assertThat(main.path("oldTip").asText()).isEqualTo(before);
    assertThat(main.path("newTip").asText()).isEqualTo(tip(bare(name), "main"));
    assertThat(main.path("type").asText()).isEqualTo("FORCED");
    assertThat(main.path("reason").asText()).isEqualTo("APPROVAL");
    assertThat(main.path("verdict").asText()).isEqualTo("OPEN");
    assertThat(held(name, "?type=DELETED").path("items").findValuesAsText("ref"))
        .containsExactly("refs/tags/v10");

    String approval =
        admin
            .post(path(name, "/held-changes/approve"), Map.of("refs", List.of("refs/heads/main")))
            .expect(202)
            .locationId();
    mirrors.ended(approval);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(tip(bare(name), "main"));
    assertThat(mirrors.settled(name).path("heldChanges").asInt()).isEqualTo(1);

    mirrors.ended(admin.post(path(name, "/held-changes/approve"), null).expect(202).locationId());
    JsonNode settled = mirrors.settled(name);
    assertThat(settled.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(settled.path("heldChanges").asInt()).isZero();
    assertThat(settled.path("lastSyncedAt").asText()).isGreaterThan(synced);
    mirrors.assertEqualToUpstream(name, upstream.url(name + ".git"));
    assertThat(held(name, "").path("total").asInt()).isZero();
    assertThat(
            admin
                .get(path(name, "/syncs"))
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("outcome"))
        .containsExactly("CHANGED", "HELD", "HELD", "CHANGED");
    assertThat(admin.get("/audit?action=changes-approved").expect(200).text()).contains(name);
  }

  @Test
  void aRejectedChangeIsNeverTakenButTheNextOneIs() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    String before = tip(mirrors.folder(name), "refs/heads/main");
    GitCommand.git(bare(name), "update-ref", "refs/heads/main", "main~3");
    GitCommand.commit(bare(name), "main", "elsewhere");
    mirrors.sync(name);

    mirrors.ended(admin.post(path(name, "/held-changes/reject"), null).expect(202).locationId());

    JsonNode state = mirrors.settled(name);
    assertThat(state.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(state.path("divergedRefs").asInt()).isEqualTo(1);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);
    JsonNode rejected = held(name, "?verdict=REJECTED").path("items").get(0);
    assertThat(rejected.path("reason").asText()).isEqualTo("REJECTED");
    assertThat(rejected.path("decidedBy").asText()).isEqualTo("admin");
    mirrors.sync(name);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);

    GitCommand.commit(bare(name), "main", "yet elsewhere");
    mirrors.sync(name);
    assertThat(held(name, "?verdict=OPEN").path("total").asInt()).isEqualTo(1);
    mirrors.ended(admin.post(path(name, "/held-changes/approve"), null).expect(202).locationId());
    mirrors.settled(name);
    mirrors.assertEqualToUpstream(name, upstream.url(name + ".git"));
  }

  @Test
  void whatCameAfterAPersonLookedIsNotDecidedWithTheRest() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    Instant looked = Instant.now().minusSeconds(1);
    forceAndDelete(name);
    mirrors.sync(name);

    String path = path(name, "/held-changes/approve");
    admin
        .post(path, Map.of("heldBefore", looked.toString()))
        .expectProblem(
            409,
            "Conflict",
            "nothing-held",
            "No change of admin/" + name + " waits for a decision.",
            path);
  }

  @Test
  void keepTakesNothingAwayAndSaysWhatDiffers() throws IOException {
    String name = mirror(Map.of("changePolicy", "KEEP"));
    forceAndDelete(name);

    mirrors.sync(name);

    JsonNode state = mirrors.settled(name);
    assertThat(state.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(state.path("heldChanges").asInt()).isZero();
    assertThat(state.path("divergedRefs").asInt()).isEqualTo(2);
    assertThat(held(name, "?reason=KEPT").path("total").asInt()).isEqualTo(2);

    admin.patch(path(name, ""), Map.of("changePolicy", "FOLLOW")).expect(200);
    mirrors.sync(name);
    mirrors.settled(name);
    mirrors.assertEqualToUpstream(name, upstream.url(name + ".git"));
    assertThat(mirrors.state(name).path("divergedRefs").asInt()).isZero();
  }

  @Test
  void anEmptiedUpstreamIsHeldAndAnotherUpstreamForgetsIt() throws IOException {
    String name = mirror(Map.of());
    for (String ref :
        GitCommand.git(bare(name), "for-each-ref", "--format=%(refname)").split("\n")) {
      GitCommand.git(bare(name), "update-ref", "-d", ref);
    }

    mirrors.sync(name);

    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("HELD");
    assertThat(held(name, "?reason=EMPTY_UPSTREAM&size=1").path("total").asInt()).isEqualTo(7);
    String other = Mirrors.fresh("other");
    GitCommand.generate(served.resolve(other + ".git"), 40, 7);
    admin.patch(path(name, ""), Map.of("cloneUrl", upstream.url(other + ".git"))).expect(200);
    assertThat(mirrors.state(name).path("heldChanges").asInt()).isZero();
    assertThat(held(name, "").path("total").asInt()).isZero();
  }

  @Test
  void aKeptTipIsRestored() throws IOException {
    String name = mirror(Map.of());
    String before = tip(mirrors.folder(name), "refs/heads/main");
    forceAndDelete(name);
    mirrors.sync(name);
    mirrors.settled(name);
    JsonNode kept = admin.get(path(name, "/kept-refs?q=main")).expect(200).json();
    assertThat(kept.path("total").asInt()).isEqualTo(1);
    JsonNode tip = kept.path("items").get(0);
    assertThat(tip.path("tip").asText()).isEqualTo(before);
    assertThat(tip.path("expiresAt").asText()).isGreaterThan(tip.path("keptAt").asText());

    String restore = path(name, "/kept-refs/" + tip.path("id").asText() + "/restore");
    JsonNode restored = admin.post(restore, null).expect(200).json();

    assertThat(restored.path("name").asText()).isEqualTo("refs/heads/main");
    assertThat(restored.path("tip").asText()).isEqualTo(before);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);
    mirrors.sync(name);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);
    assertThat(mirrors.settled(name).path("divergedRefs").asInt()).isEqualTo(1);
    admin
        .post(restore, null)
        .expectProblem(
            409,
            "Conflict",
            "already-there",
            "refs/heads/main is at this tip already; there is nothing to restore.",
            restore);
    GitCommand.commit(bare(name), "main", "the upstream moves on");
    mirrors.sync(name);
    mirrors.settled(name);
    mirrors.assertEqualToUpstream(name, upstream.url(name + ".git"));
  }

  @Test
  void aRestoreThatHasToWaitTooLongLeavesNothingBehind() throws Exception {
    String name = Mirrors.fresh("gate");
    GitCommand.generate(bare(name), 40, 3);
    CompletableFuture<Integer> comparing;
    try (FaultyUpstream stalling = FaultyUpstream.before(upstream.url(""))) {
      mirrors.add(name, stalling.inFrontOf(upstream.url(name + ".git")));
      mirrors.settled(name);
      forceAndDelete(name);
      mirrors.sync(name);
      mirrors.settled(name);
      JsonNode kept = admin.get(path(name, "/kept-refs?q=main")).json().path("items").get(0);
      // Somebody has the mirror, though no job, and gets no answer.
      stalling.fault(FaultyUpstream.silence());
      comparing =
          CompletableFuture.supplyAsync(
              () -> admin.post(path(name, "/sync?dryRun=true"), null).status());
      assertThat(stalling.awaitStalled(60)).isTrue();

      String restore = path(name, "/kept-refs/" + kept.path("id").asText() + "/restore");
      assertThat(admin.post(restore, null).expect(503).json().path("type").asText())
          .isEqualTo("/problems/busy");

      assertThat(admin.get(path(name, "/held-changes")).json().path("total").asInt()).isZero();
    }
    assertThat(comparing.get(120, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(500);
  }

  @Test
  void refsAreListedAPageAtATime() throws IOException {
    String name = mirror(Map.of());

    JsonNode page = admin.get(path(name, "/refs?q=tags&size=3&page=2")).expect(200).json();

    assertThat(page.path("total").asInt()).isEqualTo(4);
    assertThat(page.path("items").findValuesAsText("name")).containsExactly("refs/tags/v40");
    assertThat(page.path("items").get(0).path("tip").asText())
        .isEqualTo(tip(bare(name), "refs/tags/v40"));
  }

  @Test
  void aDryRunTellsWhatASyncWouldDoAndDoesNothing() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    assertThat(admin.post(path(name, "/sync?dryRun=true"), null).expect(200).json().path("equal"))
        .isEqualTo(com.fasterxml.jackson.databind.node.BooleanNode.TRUE);
    String digest = mirrors.state(name).path("digest").asText();
    forceAndDelete(name);
    GitCommand.git(bare(name), "branch", "fresh", "main");

    JsonNode preview = admin.post(path(name, "/sync?dryRun=true"), null).expect(200).json();

    assertThat(preview.path("equal").asBoolean()).isFalse();
    assertThat(preview.path("refs").path("created").asInt()).isEqualTo(1);
    assertThat(preview.path("heldBack").asInt()).isEqualTo(2);
    assertThat(preview.path("complete").asBoolean()).isTrue();
    assertThat(preview.path("changes").findValuesAsText("ref"))
        .containsExactly("refs/heads/fresh", "refs/heads/main", "refs/tags/v10");
    assertThat(preview.path("changes").findValuesAsText("taken"))
        .containsExactly("true", "false", "false");
    assertThat(mirrors.state(name).path("digest").asText()).isEqualTo(digest);
    assertThat(mirrors.state(name).path("status").asText()).isEqualTo("SUCCESS");
    Mirrors.assertWhole(mirrors.folder(name));
  }

  @Test
  void aDryRunSaysWhyTheUpstreamCannotBeAsked() throws IOException {
    String name = mirror(Map.of());
    String dryRun = path(name, "/sync");
    admin.patch(path(name, ""), Map.of("cloneUrl", upstream.url("none-such.git"))).expect(200);
    Waiting.until(
        "the timer has tried the new upstream",
        Mirrors.PATIENCE,
        () -> mirrors.state(name),
        state -> state.path("status").asText().equals("FAILED"));
    admin
        .post(dryRun + "?dryRun=true", null)
        .expectProblem(
            422,
            "Unprocessable Content",
            "not-found",
            "127.0.0.1 has no such repository (404).",
            dryRun);
    admin
        .post(dryRun + "?dryRun=yes", null)
        .expectInvalid("dryRun", "must be true or false", dryRun);
  }

  @Test
  void refGlobsDecideWhatIsMirrored() throws IOException {
    String name =
        mirror(Map.of("refs", Map.of("include", List.of("main", "v*"), "exclude", List.of("v2*"))));

    assertThat(
            admin
                .get(path(name, "/refs"))
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("name"))
        .containsExactly("refs/heads/main", "refs/tags/v10", "refs/tags/v30", "refs/tags/v40");
    admin
        .patch(path(name, ""), "{\"refs\":{\"include\":[\"a b\"]}}")
        .expectInvalid(
            "refs.include",
            "must be a glob of ref names such as release/* or refs/notes/**",
            path(name, ""));
  }

  @Test
  void whoOnlySeesTheRepositoryMayLookAndNotDecide() throws IOException {
    String name = mirror(Map.of());
    admin.patch(path(name, ""), Map.of("visibility", "INTERNAL")).expect(200);
    UUID none = UUID.randomUUID();
    for (String below : List.of("/refs", "/kept-refs", "/held-changes")) {
      viewer.get(path(name, below)).expect(200);
      sluice.api().get(path(name, below)).expect(401);
      viewer
          .get("/repositories/admin/none-such" + below)
          .expectProblem(
              404,
              "Not Found",
              "not-found",
              "There is no such repository.",
              "/repositories/admin/none-such" + below);
    }
    for (String below :
        List.of(
            "/held-changes/approve",
            "/held-changes/reject",
            "/kept-refs/" + none + "/restore",
            "/sync?dryRun=true")) {
      sluice.api().post(path(name, below), null).expect(401);
      viewer
          .post(path(name, below), null)
          .expectProblem(
              403,
              "Forbidden",
              "forbidden",
              "Only maintainers of admin may do this.",
              path(name, below).replace("?dryRun=true", ""));
    }
    admin.patch(path(name, ""), Map.of("visibility", "PRIVATE")).expect(200);
  }

  @Test
  void whatCannotBeDecidedIsRefused() throws IOException {
    String name = mirror(Map.of());
    String approve = path(name, "/held-changes/approve");

    admin
        .post(approve, Map.of("refs", List.of("refs/heads/main")))
        .expectInvalid("refs", "names a ref of which no change is held back", approve);
    admin
        .post(approve, "{\"all\":true}")
        .expectInvalid("all", "is not a field of this request", approve);
    admin
        .post(path(name, "/held-changes/reject"), null)
        .expectProblem(
            409,
            "Conflict",
            "nothing-held",
            "No change of admin/" + name + " waits for a decision.",
            path(name, "/held-changes/reject"));
    String restore = path(name, "/kept-refs/" + UUID.randomUUID() + "/restore");
    admin
        .post(restore, null)
        .expectProblem(404, "Not Found", "not-found", "There is no such kept ref.", restore);
    admin
        .get(path(name, "/held-changes?verdict=MAYBE"))
        .expectInvalid(
            "verdict", "must be one of OPEN, APPROVED, REJECTED", path(name, "/held-changes"));
    admin.get(path(name, "/refs?color=red")).expect(400);
  }
}
