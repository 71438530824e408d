package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.git.remote.UpstreamCredential;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;
import org.sluice.testing.Waiting;

/** Pushes over SSH to the system's sshd with stock Git behind it. */
class SshPushTest extends EveryPush {

  private static final SshPrivateKey KEY = SshPrivateKey.generate();

  private StockSshServer server;
  private final List<AutoCloseable> open = new ArrayList<>();
  private List<SshHostKey> trusted;
  private UpstreamCredential credential = new GitKey("", KEY);

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockSshServer.isInstalled());
    prepare("it's down.git", "ssh");
    server = StockSshServer.start(KEY);
    trusted = List.of(server.hostKey());
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      for (AutoCloseable each : open) {
        each.close();
      }
      push.close();
      outbound.close();
      // What receives outlives its connection for a moment, and clears up after itself.
      Waiting.until("nobody receives any more", Duration.ofSeconds(30), () -> !isReceiving());
      server.close();
    }
  }

  private boolean isReceiving() {
    return ProcessHandle.allProcesses()
        .map(each -> each.info().commandLine().orElse(""))
        .anyMatch(line -> line.contains("receive-pack") && line.contains(temp.toString()));
  }

  @Override
  String url() {
    return server.url(downstream).replace("it's down", "it's%20down");
  }

  @Override
  UpstreamAccess access() {
    return new UpstreamAccess(credential, trusted);
  }

  @Override
  List<String> accessOfChild() throws IOException {
    return List.of(KEY.stored(), server.hostKey().algorithm(), server.hostKey().key());
  }

  private SyncFailure failure(String url) {
    return failure(url, access());
  }

  private Tunnel tunnel() throws IOException {
    Tunnel tunnel = new Tunnel(server.port());
    open.add(tunnel);
    return tunnel;
  }

  private String through(Tunnel tunnel) {
    return url().replace(":" + server.port(), ":" + tunnel.port());
  }

  @Test
  void nothingIsSentWhereNothingDiffersAndNothingAskedWhereThatIsKnown() throws Exception {
    GitCommand.generate(mirror, 40, 2);
    known = push().digest();
    Tunnel tunnel = tunnel();
    assertThat(push(through(tunnel)).asked()).isFalse();
    assertThat(tunnel.accepted()).isZero();

    known = null;
    PushOutcome asked = push(through(tunnel));
    assertThat(asked.asked()).isTrue();
    assertThat(asked.refs().total()).isZero();
    assertThat(asked.bytes()).isZero();
    assertThat(tunnel.accepted()).isEqualTo(1);

    git(downstream, "update-ref", "refs/heads/main", "main~1");
    git(downstream, "update-ref", "refs/heads/stray", "main~1");
    assertThat(push().refs()).isEqualTo(changes(0, 1, 0, 1));
    assertEqual();
  }

  @Test
  void theDefaultBranchOfTheDownstreamDoesNotKeepTheRestFromMoving() throws Exception {
    GitCommand.generate(mirror, 40, 4);
    push();
    git(mirror, "branch", "-m", "main", "trunk");
    commit(mirror, "trunk", "goes on");
    git(mirror, "tag", "-d", "v10");
    Tunnel tunnel = tunnel();
    PushOutcome outcome = push(through(tunnel));
    assertThat(outcome.refs()).isEqualTo(changes(1, 0, 0, 1));
    assertThat(outcome.refusal()).isEmpty();
    assertThat(outcome.kept()).containsOnlyKeys("refs/heads/main");
    // One conversation that is refused for the deletion, and one without it.
    assertThat(tunnel.accepted()).isEqualTo(2);
  }

  @Test
  void aHookThatRefusesMovesNothingAndItsWordIsTold() throws Exception {
    GitCommand.generate(mirror, 40, 5);
    push();
    hook("pre-receive", "echo 'the freeze is on'; exit 1");
    commit(mirror, "main", "goes on");
    git(mirror, "branch", "-D", "feature/f20");
    Set<String> before = refs(downstream);
    PushOutcome refused = push();
    assertThat(refs(downstream)).isEqualTo(before);
    assertThat(refused.refs().total()).isZero();
    SyncFailure failure = refused.refusal().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.REJECTED);
    assertThat(failure)
        .hasMessage(
            "Pushing to 127.0.0.1 failed: it refuses refs/heads/main (pre-receive hook declined).");

    Files.delete(downstream.resolve("hooks/pre-receive"));
    assertThat(push().refs()).isEqualTo(changes(0, 1, 0, 1));
    assertEqual();
  }

  @Test
  void whatOthersPushInBetweenIsNotOverwrittenUnseen() throws Exception {
    GitCommand.generate(mirror, 40, 7);
    push();
    git(downstream, "branch", "theirs", "main~3");
    commit(mirror, "main", "goes on");
    commit(mirror, "feature/f20", "goes on");
    Set<String> before = refs(downstream);
    hook(
        "pre-receive",
        "unset GIT_QUARANTINE_PATH; git update-ref refs/heads/main refs/heads/theirs");
    PushOutcome outrun = push();
    assertThat(outrun.refs().total()).isZero();
    assertThat(outrun.refused()).containsKeys("refs/heads/main", "refs/heads/feature/f20");
    Set<String> after = refs(downstream);
    assertThat(after).hasSameSizeAs(before);
    after.removeAll(before);
    assertThat(after).hasSize(1).first().asString().endsWith("refs/heads/main");

    Files.delete(downstream.resolve("hooks/pre-receive"));
    assertThat(push().refs()).isEqualTo(changes(0, 2, 0, 1));
    assertEqual();
  }

  @Test
  void whyAServerHangsUpInThePackIsTold() throws Exception {
    GitCommand.generate(mirror, 40, 8);
    noise("noise", 6 << 20);
    git(downstream, "config", "receive.maxInputSize", "100k");
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.UPSTREAM_5XX);
    assertThat(failure).hasMessageContaining("could not take the pack");
    assertThat(refs(downstream)).isEmpty();
  }

  @Test
  void unknownAndChangedHostKeysAreToldAndNothingIsShown() throws Exception {
    GitCommand.generate(mirror, 5, 10);
    trusted = List.of();
    SyncFailure unknown = failure(url());
    assertThat(unknown.kind()).isEqualTo(SyncFailureKind.HOST_KEY);
    assertThat(unknown.presentedKey()).contains(server.hostKey());
    assertThat(unknown)
        .hasMessageStartingWith("Pushing to 127.0.0.1 failed: ")
        .hasMessageContainingAll("nobody has approved yet", server.hostKey().fingerprint());
    assertThat(refs(downstream)).isEmpty();

    SshHostKey old = server.hostKey();
    trusted = List.of(old);
    push();
    server.restartWithKey("ecdsa");
    commit(mirror, "main", "goes on");
    SyncFailure changed = failure(url());
    assertThat(changed.kind()).isEqualTo(SyncFailureKind.HOST_KEY);
    assertThat(changed.presentedKey()).contains(server.hostKey());
    assertThat(changed).hasMessageContaining("another host key");
    trusted = List.of(old, server.hostKey());
    assertThat(push().refs()).isEqualTo(changes(0, 1, 0, 0));
    assertEqual();
  }

  @Test
  void whoIsNotLetInIsRefusedAccess() throws Exception {
    GitCommand.generate(mirror, 5, 11);
    credential = new GitKey("", SshPrivateKey.generate());
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.AUTH);
    credential = new GitCredential("", "hunter2");
    SyncFailure password = failure(url());
    assertThat(password.kind()).isEqualTo(SyncFailureKind.AUTH);
    assertThat(password).hasMessageNotContaining("hunter2");
    credential = null;
    assertThat(failure(url())).hasMessageContaining("asks for a key or a password");
  }

  @Test
  void whatIsNotThereIsNotFoundAndARefusedConnectionIsTheNetworks() throws Exception {
    GitCommand.generate(mirror, 5, 12);
    assertThat(failure(url().replace("down.git", "none.git")).kind())
        .isEqualTo(SyncFailureKind.NOT_FOUND);
    String url = url();
    server.kill();
    assertThat(failure(url).kind()).isEqualTo(SyncFailureKind.NETWORK);
  }

  @Test
  void noAddressThatIsNotAllowedIsConnectedTo() throws Exception {
    GitCommand.generate(mirror, 5, 13);
    try (Tunnel listener = new Tunnel(0);
        Outbound guarded = Outbound.allowing(List.of("192.0.2.1/32"));
        GitPush elsewhere = new GitPush(guarded, Set.of("ssh"))) {
      push.close();
      push = elsewhere;
      for (String host : List.of("127.0.0.2", "localhost", "[::1]", "[::ffff:127.0.0.2]")) {
        assertThat(failure("ssh://git@" + host + ":" + listener.port() + "/down.git").kind())
            .as(host)
            .isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
      }
      assertThat(listener.accepted()).isZero();
    }
  }

  @Test
  void sshIsSpokenOnlyWhereItIsAllowed() throws Exception {
    GitCommand.generate(mirror, 5, 14);
    push.close();
    push = new GitPush(outbound, Set.of("https"));
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
  }

  /** Bytes of the client after which the connection is cut: in the sign-in, and twice in a pack. */
  @ParameterizedTest
  @ValueSource(longs = {1000, 200_000, 2_900_000})
  void aConnectionThatIsCutIsToldAndTheNextPushMendsIt(long bytes) throws Exception {
    GitCommand.generate(mirror, 40, 15);
    noise("noise", 3_000_000);
    SyncFailure failure = failure(through(tunnel().cutSentAfter(bytes)));
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NETWORK);
    assertThat(refs(downstream)).isEmpty();
    git(downstream, "fsck", "--full", "--strict");
    push();
    assertEqual();
  }

  @Test
  void anAnswerThatIsCutIsToldAndTheNextPushFindsWhatMoved() throws Exception {
    GitCommand.generate(mirror, 40, 16);
    hook("reference-transaction", "if [ \"$1\" = committed ]; then kill -9 $PPID; fi");
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NETWORK);
    Files.delete(downstream.resolve("hooks/reference-transaction"));
    assertThat(push().refs().total()).isZero();
    assertEqual();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1700})
  void aServerThatFallsSilentIsATimeout(long bytes) throws Exception {
    GitCommand.generate(mirror, 5, 17);
    idle = Duration.ofMillis(1500);
    assertThat(failure(through(tunnel().silentAfter(bytes))).kind())
        .isEqualTo(SyncFailureKind.TIMEOUT);
  }

  @Test
  void aServerThatTakesNoMoreIsATimeout() throws Exception {
    large();
    idle = Duration.ofMillis(1500);
    assertThat(failure(through(tunnel().deafAfter(200_000))).kind())
        .isEqualTo(SyncFailureKind.TIMEOUT);
    assertThat(refs(downstream)).isEmpty();
  }

  /** The connection lives and the socket takes bytes, but the window of the server stays shut. */
  private void readNoMore() throws IOException {
    server.close();
    server =
        StockSshServer.running(
            "git receive-pack --http-backend-info-refs \""
                + downstream
                + "\";"
                + " while kill -0 $PPID; do sleep 1; done",
            KEY);
    trusted = List.of(server.hostKey());
    large();
  }

  @Test
  void aCommandThatReadsNoMoreIsATimeout() throws Exception {
    readNoMore();
    idle = Duration.ofMillis(1500);
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
  }

  @Test
  void cancelEndsTheWaitForACommandThatReadsNoMore() throws Exception {
    readNoMore();
    Tunnel tunnel = tunnel();
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(through(tunnel)));
    Waiting.until("the window is shut", Duration.ofSeconds(60), () -> tunnel.taken() > 2_000_000);
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(running.get(10, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.CANCELLED);
  }

  @Test
  void theDeadlineEndsAPushThatStalls() throws Exception {
    large();
    deadline = Duration.ofSeconds(3);
    assertThat(failure(through(tunnel().deafAfter(200_000))).kind())
        .isEqualTo(SyncFailureKind.DEADLINE);
    assertThat(cancellation.isCancelled()).as("the caller's own").isFalse();
  }

  @Test
  void cancelEndsAPushThatStallsAtOnce() throws Exception {
    large();
    Tunnel deaf = tunnel().deafAfter(200_000);
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(through(deaf)));
    assertThat(deaf.awaitSilent()).isTrue();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    // Well below the idle timeout, which would end it by itself.
    assertThat(running.get(10, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.CANCELLED);
    assertThat(refs(downstream)).isEmpty();
  }

  @Test
  void aPushThatIsKilledIsMadeUpForByTheNext() throws Exception {
    GitCommand.generate(mirror, 40, 19);
    push();
    noise("noise", 32 << 20);
    git(mirror, "branch", "-D", "feature/f20");
    Set<String> before = refs(downstream);
    Tunnel deaf = tunnel().deafAfter(3_000_000);
    Process child = child(through(deaf), temp.resolve("child.log"));
    try {
      assertThat(deaf.awaitSilent()).isTrue();
    } finally {
      child.destroyForcibly();
    }
    child.onExit().get(30, TimeUnit.SECONDS);
    deaf.close();
    assertThat(refs(downstream)).isEqualTo(before);
    assertThat(push().refs()).isEqualTo(changes(1, 0, 0, 1));
    assertEqual();
  }
}
