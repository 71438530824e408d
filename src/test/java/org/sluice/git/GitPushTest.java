package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;

/** Pushes to a stock Git server. */
class GitPushTest extends EveryPush {

  private static final UpstreamAccess SECRET =
      new UpstreamAccess(new GitCredential("bot", "hunter2-very-secret"));

  private StockGitServer server;
  private FaultyUpstream faulty;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    prepare("down.git", "http");
    git(downstream, "config", "http.receivepack", "true");
    server = StockGitServer.start(temp.resolve("served"));
    faulty = FaultyUpstream.before(server.url(""));
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      faulty.close();
      server.close();
      push.close();
      outbound.close();
    }
  }

  @Override
  String url() {
    return server.url("down.git");
  }

  @Override
  UpstreamAccess access() {
    return UpstreamAccess.ANONYMOUS;
  }

  @Override
  List<String> accessOfChild() {
    return List.of();
  }

  private SyncFailure failure(String url) {
    return failure(url, SECRET);
  }

  private String throughFaulty() {
    return faulty.inFrontOf(url());
  }

  @Test
  void nothingIsSentWhereNothingDiffersAndNothingAskedWhereThatIsKnown() throws Exception {
    GitCommand.generate(mirror, 40, 2);
    known = push().digest();
    int before = faulty.exchanges().size();
    PushOutcome unasked = push(throughFaulty());
    assertThat(unasked.asked()).isFalse();
    assertThat(unasked.digest()).isEqualTo(known);
    assertThat(faulty.exchanges()).hasSize(before);

    known = null;
    PushOutcome asked = push(throughFaulty());
    assertThat(asked.asked()).isTrue();
    assertThat(asked.refs().total()).isZero();
    assertThat(faulty.exchanges()).hasSize(before + 1);

    git(downstream, "update-ref", "refs/heads/main", "main~1");
    git(downstream, "update-ref", "refs/heads/stray", "main~1");
    assertThat(push().refs()).isEqualTo(changes(0, 1, 0, 1));
    assertEqual();
  }

  @Test
  void anEmptyMirrorEmptiesTheDownstreamButForItsDefaultBranch() throws Exception {
    GitCommand.generate(mirror, 40, 3);
    push();
    git(mirror, "symbolic-ref", "HEAD", "refs/heads/none");
    for (String ref : git(mirror, "for-each-ref", "--format=%(refname)").lines().toList()) {
      git(mirror, "update-ref", "-d", ref);
    }
    PushOutcome emptied = push();
    assertThat(emptied.refs().deleted()).isEqualTo(2 + 4);
    assertThat(emptied.refused()).isEmpty();
    assertThat(emptied.kept()).containsOnlyKeys("refs/heads/main");
    assertThat(emptied.remainder().orElseThrow())
        .hasMessageContainingAll("refs/heads/main", "deletion of the current branch prohibited");
    assertThat(git(downstream, "for-each-ref", "--format=%(refname)").strip())
        .isEqualTo("refs/heads/main");
  }

  @Test
  void theDefaultBranchOfTheDownstreamDoesNotKeepTheRestFromMoving() throws Exception {
    GitCommand.generate(mirror, 40, 4);
    push();
    git(mirror, "branch", "-m", "main", "trunk");
    commit(mirror, "trunk", "goes on");
    git(mirror, "tag", "-d", "v10");
    PushOutcome outcome = push();
    assertThat(outcome.refs()).isEqualTo(changes(1, 0, 0, 1));
    assertThat(outcome.refusal()).isEmpty();
    assertThat(outcome.kept()).containsOnlyKeys("refs/heads/main");

    git(downstream, "symbolic-ref", "HEAD", "refs/heads/trunk");
    assertThat(push().refs()).isEqualTo(changes(0, 0, 0, 1));
    assertEqual();
  }

  @Test
  void aHookThatRefusesADeletionDoesNotKeepTheRestFromMoving() throws Exception {
    GitCommand.generate(mirror, 40, 5);
    push();
    // As forges do for their default branch: the whole push is declined for the one deletion.
    hook("pre-receive", "while read old new ref; do case $new in 0000*) exit 1;; esac; done");
    git(mirror, "branch", "-D", "feature/f20");
    commit(mirror, "main", "goes on");
    PushOutcome outcome = push();
    assertThat(outcome.refs()).isEqualTo(changes(0, 1, 0, 0));
    assertThat(outcome.refusal()).isEmpty();
    assertThat(outcome.kept()).containsEntry("refs/heads/feature/f20", "pre-receive hook declined");
  }

  @Test
  void aServerWithoutForcedPushesIsTold() throws Exception {
    GitCommand.generate(mirror, 40, 7);
    push();
    git(downstream, "config", "receive.denyNonFastForwards", "true");
    git(mirror, "update-ref", "refs/heads/main", "main~2");
    PushOutcome refused = push();
    assertThat(refused.refused()).containsEntry("refs/heads/main", "non-fast-forward");
    assertThat(refused.refusal()).isPresent();
  }

  @Test
  void manyRefusalsAreToldInOneSentence() throws Exception {
    GitCommand.generate(mirror, 200, 8);
    hook("pre-receive", "exit 1");
    PushOutcome refused = push();
    assertThat(refused.refused()).hasSize(1 + 10 + 20);
    assertThat(refused.refusal().orElseThrow().getMessage())
        .contains(" and 28 more.")
        .hasSizeLessThan(500);
    assertThat(refs(downstream)).isEmpty();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("401", FaultyUpstream.status(401), SyncFailureKind.AUTH),
        Arguments.of("403", FaultyUpstream.status(403), SyncFailureKind.AUTH),
        Arguments.of("404", FaultyUpstream.status(404), SyncFailureKind.NOT_FOUND),
        Arguments.of("410", FaultyUpstream.status(410), SyncFailureKind.GONE),
        Arguments.of("429", FaultyUpstream.status(429), SyncFailureKind.RATE_LIMITED),
        Arguments.of("503", FaultyUpstream.status(503), SyncFailureKind.UPSTREAM_5XX),
        Arguments.of("page", FaultyUpstream.page(), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("fetch only", FaultyUpstream.rubbish(), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("no HTTP", FaultyUpstream.noHttp(), SyncFailureKind.NETWORK),
        Arguments.of("hang up", FaultyUpstream.hangUp(), SyncFailureKind.NETWORK),
        Arguments.of("403 to the push", onPush(403), SyncFailureKind.AUTH),
        Arguments.of("413 to the push", onPush(413), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("500 to the push", onPush(500), SyncFailureKind.UPSTREAM_5XX),
        Arguments.of("cut at 0", FaultyUpstream.cutPushAfter(0), SyncFailureKind.NETWORK),
        Arguments.of("cut in push", FaultyUpstream.cutPushAfter(30_000), SyncFailureKind.NETWORK),
        Arguments.of("cut report", FaultyUpstream.cutReport(), SyncFailureKind.NETWORK));
  }

  private static FaultyUpstream.Fault onPush(int status) {
    return exchange -> {
      if (exchange.isPush()) {
        exchange.write(status, List.of(), "text/plain", "no".getBytes());
      } else {
        exchange.pass();
      }
    };
  }

  @ParameterizedTest(name = "{0} is {2}")
  @MethodSource("faults")
  void faultHasItsKindAndTheNextPushMendsIt(
      String name, FaultyUpstream.Fault fault, SyncFailureKind kind) throws Exception {
    GitCommand.generate(mirror, 40, 10);
    // Some requests are sent in one piece and some in chunks.
    for (String branch : List.of("small", "large")) {
      noise(branch, branch.equals("small") ? 60_000 : 3_000_000);
      faulty.fault(fault);
      assertThat(failure(throughFaulty()).kind()).as(branch).isEqualTo(kind);
      git(downstream, "fsck", "--full", "--strict");
      faulty.fault(FaultyUpstream.passing());
      push(throughFaulty());
      assertEqual();
    }
  }

  @Test
  void waitsThatAreAskedForAreRead() throws Exception {
    GitCommand.generate(mirror, 5, 11);
    faulty.fault(FaultyUpstream.status(429, "Retry-After: 120"));
    assertThat(failure(throughFaulty()).retryAfter()).contains(Duration.ofSeconds(120));
  }

  @Test
  void credentialsOpenWhatIsClosed() throws Exception {
    GitCommand.generate(mirror, 10, 12);
    try (StockGitServer closed = StockGitServer.start(temp.resolve("served"), "bot", "pass:wörd")) {
      assertThat(failure(closed.url("down.git")).kind()).isEqualTo(SyncFailureKind.AUTH);
      assertThat(refs(downstream)).isEmpty();
      push(closed.url("down.git"), new UpstreamAccess(new GitCredential("bot", "pass:wörd")));
      assertEqual();
    }
  }

  @Test
  void aServerThatIsOnlyReadFromIsNotPushedTo() throws Exception {
    GitCommand.generate(mirror, 10, 13);
    git(downstream, "config", "http.receivepack", "false");
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.AUTH);
  }

  @Test
  void redirectIsFollowedWithoutCredentials() throws Exception {
    GitCommand.generate(mirror, 10, 14);
    try (FaultyUpstream second = FaultyUpstream.before(server.url(""))) {
      faulty.fault(FaultyUpstream.redirect(301, second.url("")));
      push(throughFaulty(), SECRET);
      assertThat(faulty.exchanges()).hasSize(1);
      assertThat(faulty.exchanges().get(0).header("Authorization")).startsWith("Basic ");
      assertThat(second.exchanges()).hasSize(2);
      assertThat(second.exchanges()).allMatch(each -> each.header("Authorization") == null);
      assertEqual();
    }
  }

  @Test
  void redirectMayBeRelativeToWhatWasAskedFor() throws Exception {
    GitCommand.generate(mirror, 10, 21);
    faulty.fault(
        exchange -> {
          if (exchange.path().startsWith("/old/")) {
            FaultyUpstream.redirectTo(
                    308, "../../../git/down.git/info/refs?service=git-receive-pack")
                .answer(exchange);
          } else {
            exchange.pass();
          }
        });
    push(faulty.url("/old/place.git"), SECRET);
    assertThat(faulty.exchanges()).hasSize(3);
    assertThat(faulty.exchanges())
        .allMatch(each -> each.header("Authorization").startsWith("Basic "));
    assertEqual();
  }

  @Test
  void addressesThatAreNotAllowedAreNotConnectedTo() throws Exception {
    GitCommand.generate(mirror, 10, 15);
    try (FaultyUpstream other = FaultyUpstream.startOn("127.0.0.2")) {
      assertThat(failure(other.url("/down.git")).kind()).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
      faulty.fault(FaultyUpstream.redirect(301, other.url("")));
      assertThat(failure(throughFaulty()).kind()).isEqualTo(SyncFailureKind.MOVED);
      faulty.fault(FaultyUpstream.redirectTo(302, faulty.url("/login")));
      assertThat(failure(throughFaulty()).kind()).isEqualTo(SyncFailureKind.CORRUPT_UPSTREAM);
      assertThat(other.exchanges()).isEmpty();
    }
  }

  @Test
  void otherTransportsAreRefused() throws Exception {
    GitCommand.generate(mirror, 5, 16);
    for (String url :
        List.of(
            "https://127.0.0.1/down.git",
            "git://127.0.0.1/down.git",
            "file:///tmp/down.git",
            "/tmp/down.git",
            "ext::sh -c date",
            "http://bot:hunter2@127.0.0.1/down.git")) {
      assertThat(failure(url).kind()).as(url).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
    }
  }

  @Test
  void silenceBeforeTheAnswerIsATimeout() throws Exception {
    GitCommand.generate(mirror, 5, 17);
    idle = Duration.ofMillis(300);
    faulty.fault(FaultyUpstream.silence());
    assertThat(failure(throughFaulty()).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
  }

  @Test
  void aServerThatTakesNoMoreIsATimeout() throws Exception {
    large();
    idle = Duration.ofMillis(700);
    faulty.fault(FaultyUpstream.stallPushAfter(30_000));
    assertThat(failure(throughFaulty()).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
    assertThat(refs(downstream)).isEmpty();
  }

  @Test
  void theDeadlineEndsAPushThatStalls() throws Exception {
    large();
    deadline = Duration.ofMillis(1500);
    faulty.fault(FaultyUpstream.stallPushAfter(30_000));
    assertThat(failure(throughFaulty()).kind()).isEqualTo(SyncFailureKind.DEADLINE);
    assertThat(cancellation.isCancelled()).as("the caller's own").isFalse();
  }

  @Test
  void cancelEndsAPushThatStallsAtOnce() throws Exception {
    large();
    faulty.fault(FaultyUpstream.stallPushAfter(30_000));
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(throughFaulty()));
    assertThat(faulty.awaitStalled(60)).isTrue();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    // Well below the idle timeout, which would end it by itself.
    assertThat(running.get(10, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.CANCELLED);
    assertThat(refs(downstream)).isEmpty();
  }

  @Test
  void damagedMirrorIsToldAndNothingMoves() throws Exception {
    GitCommand.generate(mirror, 400, 20);
    List<Path> packs = new ArrayList<>();
    try (Stream<Path> files = Files.list(mirror.resolve("objects/pack"))) {
      files.forEach(packs::add);
    }
    for (Path pack : packs) {
      Files.delete(pack);
    }
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertThat(refs(downstream)).isEmpty();
  }
}
