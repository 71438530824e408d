package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.forge.github.AskedGitHub.APP;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeFailure.Kind;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Pull;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;
import org.sluice.testing.Waiting;

/** What GitHub tells of logins, repositories and pull requests, from a stub. */
@Timeout(60)
class GitHubTest {

  private AskedGitHub asked;
  private GitHubStub stub;
  private GitHub gitHub;
  private StubbedRepository app;

  @BeforeEach
  void start() {
    stub = GitHubStub.start().token("t0ken", "octavia", "repo", "read:org");
    asked = new AskedGitHub(stub);
    gitHub = asked.gitHub;
    app = stub.repository("team/app");
  }

  @AfterEach
  void stop() {
    asked.close();
  }

  private static ForgeFailure failure(Kind kind, ThrowingCallable call) {
    List<ForgeFailure> caught = new ArrayList<>();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ForgeFailure.class,
            failed -> {
              assertThat(failed.kind()).as(failed.getMessage()).isEqualTo(kind);
              caught.add(failed);
            });
    return caught.get(0);
  }

  @Test
  void everyRequestSaysWhatItWants() throws Exception {
    gitHub.login(asked.access());
    GitHubStub.Came came = stub.came().get(0);
    assertThat(came.field("Accept")).isEqualTo("application/vnd.github+json");
    assertThat(came.field("X-GitHub-Api-Version")).isEqualTo("2022-11-28");
    assertThat(came.field("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(came.field("User-Agent")).isEqualTo("Sluice/9");
  }

  @Test
  void aTokenTellsWhoseItIsAndWhatItMay() throws Exception {
    assertThat(gitHub.login(asked.access()))
        .isEqualTo(new ForgeLogin("octavia", Set.of("repo", "read:org"), null));
    Instant end = Instant.parse("2026-12-31T10:00:00Z");
    stub.token("ending", end, "octavia");
    assertThat(gitHub.login(asked.access("ending")))
        .isEqualTo(new ForgeLogin("octavia", Set.of(), end));
  }

  @Test
  void aTokenIsAlwaysTriedAnew() throws Exception {
    gitHub.login(asked.access());
    gitHub.login(asked.access());
    assertThat(stub.came("/user")).hasSize(2).allMatch(c -> c.field("If-None-Match") == null);
    stub.revoke("t0ken");
    ForgeFailure failed = failure(Kind.AUTH, () -> gitHub.login(asked.access()));
    assertThat(failed).hasMessageContaining("Bad credentials");
  }

  @Test
  void aRepositoryTellsWhatItIs() throws Exception {
    app.topic("ci").topic("mirror").forkOf("up/app");
    RemoteRepository repository = gitHub.repository(asked.access(), APP);
    assertThat(repository)
        .isEqualTo(
            new RemoteRepository(
                String.valueOf(app.id()),
                "team/app",
                stub.web() + "/team/app.git",
                stub.web() + "/team/app",
                "What team/app is for",
                List.of("ci", "mirror"),
                List.of("Java"),
                "MIT",
                80L,
                9L,
                42L,
                3L,
                108L * 1024,
                "main",
                "public",
                false,
                false,
                false,
                "up/app",
                Instant.parse("2024-01-26T19:01:12Z"),
                Instant.parse("2026-01-02T19:14:43Z"),
                Instant.parse("2026-01-03T19:06:43Z")));
    assertThat(stub.came()).hasSize(1);
  }

  @Test
  void aRepositoryTellsThatItIsArchivedDisabledOrPrivate() throws Exception {
    app.archived().disabled().secret();
    RemoteRepository repository = gitHub.repository(asked.access(), APP);
    assertThat(repository.archived()).isTrue();
    assertThat(repository.disabled()).isTrue();
    assertThat(repository.visibility()).isEqualTo("private");
  }

  @Test
  void aRepositoryWithoutACommitIsEmpty() throws Exception {
    app.empty();
    assertThat(gitHub.repository(asked.access(), APP).empty()).isTrue();
    stub.repository("team/small").size(0);
    assertThat(gitHub.repository(asked.access(), new RepositoryPath("team", "small")).empty())
        .isFalse();
  }

  @Test
  void aRenamedRepositoryTellsItsNewName() throws Exception {
    app.open("Add").head().check("build", "success");
    app.renameTo("crew/application");
    assertThat(gitHub.repository(asked.access(), APP).fullName()).isEqualTo("crew/application");
    assertThat(gitHub.openPulls(asked.access(), APP)).hasSize(1);
  }

  @Test
  void eachRefusalHasItsKind() {
    RepositoryPath none = new RepositoryPath("team", "none");
    assertThat(failure(Kind.NOT_FOUND, () -> gitHub.repository(asked.access(), none)))
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("Not Found");
    app.secret();
    failure(Kind.NOT_FOUND, () -> gitHub.repository(asked.access(null), APP));
    stub.answer(
        "/repos/team/app",
        403,
        JsonNodeFactory.instance
            .objectNode()
            .put("message", "Repository access blocked")
            .set("block", JsonNodeFactory.instance.objectNode().put("reason", "tos")));
    failure(Kind.BLOCKED, () -> gitHub.repository(asked.access(), APP));
    stub.heal();
    stub.fail("/repos/team/app", 403);
    failure(Kind.FORBIDDEN, () -> gitHub.repository(asked.access(), APP));
    stub.heal();
    stub.fail("/repos/team/app", 451);
    failure(Kind.BLOCKED, () -> gitHub.repository(asked.access(), APP));
    stub.heal();
    stub.fail("/repos/team/app", 503);
    failure(Kind.UNAVAILABLE, () -> gitHub.repository(asked.access(), APP));
    stub.heal();
    stub.answer("/repos/team/app", 200, JsonNodeFactory.instance.objectNode().put("id", "7"));
    assertThat(failure(Kind.MALFORMED, () -> gitHub.repository(asked.access(), APP)))
        .hasMessageContaining(".id is no whole number");
  }

  @Test
  void aNameCannotLeadElsewhere() {
    for (RepositoryPath path :
        List.of(new RepositoryPath("..", "user"), new RepositoryPath("team", ".."))) {
      failure(Kind.LEADS_AWAY, () -> gitHub.repository(asked.access(), path));
    }
    failure(
        Kind.NOT_FOUND,
        () -> gitHub.repository(asked.access(), new RepositoryPath("team/app", "pulls?x#y z")));
    assertThat(stub.came()).hasSize(1);
    assertThat(stub.came().get(0).target()).isEqualTo("/repos/team%2Fapp/pulls%3Fx%23y%20z");
  }

  @Test
  void aPullRequestTellsWhatItIs() throws Exception {
    StubbedPull opened =
        app.open("Add a thing").by("renovate[bot]").from("fork/app").draft().label("ci").label("b");
    Pull pull = gitHub.openPulls(asked.access(), APP).get(0);
    assertThat(pull)
        .isEqualTo(
            new Pull(
                1,
                "Add a thing",
                "renovate[bot]",
                true,
                stub.web() + "/team/app/pull/1",
                "topic-1",
                "fork/app",
                "main",
                opened.headSha(),
                true,
                Pull.State.OPEN,
                List.of("ci", "b"),
                pull.createdAt(),
                pull.updatedAt()));
    assertThat(pull.updatedAt()).isAfter(pull.createdAt());
    assertThat(gitHub.pull(asked.access(), APP, 1)).contains(pull);
  }

  @Test
  void anAuthorOrAForkMayBeGone() throws Exception {
    app.open("Add").by(null).from(null);
    Pull pull = gitHub.openPulls(asked.access(), APP).get(0);
    assertThat(pull.author()).isNull();
    assertThat(pull.bot()).isFalse();
    assertThat(pull.sourceRepository()).isNull();
  }

  @Test
  void aPullRequestThatEndedTellsHow() throws Exception {
    app.open("Merged").merge();
    app.open("Closed").close();
    app.open("Open").close().reopen();
    assertThat(gitHub.openPulls(asked.access(), APP)).extracting(Pull::number).containsExactly(3L);
    assertThat(gitHub.pull(asked.access(), APP, 1).orElseThrow().state())
        .isEqualTo(Pull.State.MERGED);
    assertThat(gitHub.pull(asked.access(), APP, 2).orElseThrow().state())
        .isEqualTo(Pull.State.CLOSED);
    assertThat(gitHub.pull(asked.access(), APP, 3).orElseThrow().state())
        .isEqualTo(Pull.State.OPEN);
    assertThat(gitHub.pull(asked.access(), APP, 4)).isEmpty();
    failure(
        Kind.NOT_FOUND, () -> gitHub.pull(asked.access(), new RepositoryPath("team", "none"), 1));
  }

  @Test
  void allOpenPullRequestsAreReadOverAllPages() throws Exception {
    for (int i = 0; i < 220; i++) {
      app.open("Pull " + i);
    }
    assertThat(gitHub.openPulls(asked.access(), APP))
        .extracting(Pull::number)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, 220).map(i -> 221 - i).boxed().toList());
    assertThat(stub.came()).hasSize(3);
    stub.forget();
    long left = stub.remaining();
    assertThat(gitHub.openPulls(asked.access(), APP)).hasSize(220);
    assertThat(stub.came()).hasSize(3).allMatch(came -> came.field("If-None-Match") != null);
    assertThat(stub.remaining()).isEqualTo(left);
  }

  @Test
  void aPullRequestThatMovesBetweenPagesIsListedOnce() throws Exception {
    for (int i = 0; i < 101; i++) {
      app.open("Pull " + i);
    }
    stub.answer(
        "page=2",
        200,
        JsonNodeFactory.instance
            .arrayNode()
            .add(app.pull(2).json(false))
            .add(app.pull(1).json(false)));
    assertThat(gitHub.openPulls(asked.access(), APP)).extracting(Pull::number).hasSize(101);
  }

  @Test
  void aListWhoseSecondPageDiesIsNoList() {
    for (int i = 0; i < 120; i++) {
      app.open("Pull " + i);
    }
    stub.fail("page=2", 502);
    failure(Kind.UNAVAILABLE, () -> gitHub.openPulls(asked.access(), APP));
    assertThat(stub.came("page=2")).hasSize(3);
    stub.heal();
    stub.answer("page=2", 200, JsonNodeFactory.instance.objectNode());
    failure(Kind.MALFORMED, () -> gitHub.openPulls(asked.access(), APP));
  }

  @Test
  void aPageAfterAFullOneIsFoundThoughTheFullOneIsUnchanged() throws Exception {
    for (int i = 0; i < 101; i++) {
      app.open("Pull " + i);
    }
    app.pull(1).close();
    assertThat(gitHub.openPulls(asked.access(), APP)).hasSize(100);
    app.pull(1).reopen();
    assertThat(gitHub.openPulls(asked.access(), APP)).hasSize(101);
  }

  @Test
  void cancellingEndsAListThatHangs() {
    app.open("Add");
    stub.hang("/pulls");
    CompletableFuture<Void> call =
        Aside.run(() -> failure(Kind.CANCELLED, () -> gitHub.openPulls(asked.access(), APP)));
    Waiting.until("asked", Duration.ofSeconds(20), () -> !stub.came().isEmpty());
    asked.cancellation.cancel(Cancellation.Cause.REQUESTED);
    call.join();
  }

  @Test
  void eachKindOfLimitIsWaitedFor() throws Exception {
    for (GitHubStub.Refusal how : GitHubStub.Refusal.values()) {
      stub.refuse("/repos/team/app", how, 1);
      assertThat(gitHub.repository(asked.access(), APP).fullName()).isEqualTo("team/app");
    }
    assertThat(asked.waits()).hasSize(3);
    assertThat(asked.waits().get(0).toSeconds()).isBetween(3L, 5L);
    assertThat(asked.waits().get(1).toSeconds()).isBetween(2L, 3L);
    assertThat(asked.waits().get(2).toSeconds()).isBetween(59L, 60L);
  }

  @Test
  void whoDoesNotWaitLearnsUntilWhen() {
    stub.refuse("/repos/team/app", GitHubStub.Refusal.SECONDARY, 1);
    ForgeAccess person = asked.access().on(Errand.ofPerson());
    ForgeFailure failed = failure(Kind.LIMITED, () -> gitHub.repository(person, APP));
    assertThat(failed.until()).isAfter(Instant.now());
  }

  private List<String> names(String token, String owner) throws ForgeFailure {
    List<String> names = new ArrayList<>();
    gitHub.repositories(
        asked.access(token),
        owner,
        page -> page.forEach(repository -> names.add(repository.fullName())));
    return names;
  }

  @Test
  void repositoriesAreThoseThatTheTokenSees() throws Exception {
    stub.organisation("team").repository("team/secret").secret();
    stub.repository("octavia/own").secret();
    stub.repository("ann/public");
    stub.repository("ann/secret").secret();
    assertThat(names("t0ken", null))
        .containsExactly("team/app", "team/secret", "octavia/own", "ann/public", "ann/secret");
    assertThat(names("t0ken", "team")).containsExactly("team/app", "team/secret");
    assertThat(names("t0ken", "octavia")).containsExactly("octavia/own");
    assertThat(names("t0ken", "ann")).containsExactly("ann/public");
    assertThat(names(null, "team")).containsExactly("team/app");
    failure(Kind.AUTH, () -> names(null, null));
  }

  @Test
  void repositoriesComePageByPage() throws Exception {
    for (int i = 0; i < 250; i++) {
      stub.repository("team/r" + i);
    }
    List<Integer> pages = new ArrayList<>();
    gitHub.repositories(asked.access(), null, page -> pages.add(page.size()));
    assertThat(pages).containsExactly(100, 100, 51);
    stub.fail("page=3", 500);
    failure(Kind.UNAVAILABLE, () -> gitHub.repositories(asked.access(), null, page -> {}));
  }
}
