package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.git.remote.UpstreamCredential;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;

/** Every way in which an SSH server can fail has its kind, and leaves the mirror as it was. */
@Timeout(120)
class SshFaultTest {

  private static final SshPrivateKey KEY = SshPrivateKey.generate();

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockSshServer server;
  private Outbound outbound;
  private GitSync sync;
  private final List<AutoCloseable> open = new ArrayList<>();
  private List<SshHostKey> trusted;
  private UpstreamCredential credential = new GitKey("", KEY);
  private Duration idle = Duration.ofSeconds(20);
  private Duration deadline = Duration.ofSeconds(60);
  private final Cancellation cancellation = new Cancellation();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockSshServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 200, 3);
    server = StockSshServer.start(KEY);
    trusted = List.of(server.hostKey());
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("ssh"));
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      for (AutoCloseable each : open) {
        each.close();
      }
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private Tunnel tunnel(int target) throws IOException {
    Tunnel tunnel = new Tunnel(target);
    open.add(tunnel);
    return tunnel;
  }

  private String url() {
    return server.url(upstream);
  }

  private String through(Tunnel tunnel) {
    return url().replace(":" + server.port(), ":" + tunnel.port());
  }

  private SyncOutcome sync(String url) throws SyncFailure {
    return sync.sync(
        new SyncRequest(
            mirror,
            url,
            new UpstreamAccess(credential, trusted),
            RefRules.ALL,
            SyncLimits.of(idle, deadline, deadline)),
        (phase, fraction, bytes) -> {},
        cancellation);
  }

  private SyncFailure failure(String url) {
    SyncFailure failure = catchThrowableOfType(SyncFailure.class, () -> sync(url));
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.getMessage()).endsWith(".");
    return failure;
  }

  private Map<String, Long> files() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(mirror)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        files.put(mirror.relativize(each).toString(), Files.size(each));
      }
    }
    return files;
  }

  @Test
  void unknownHostKeyIsToldAndNothingIsShown() throws Exception {
    trusted = List.of();
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.HOST_KEY);
    assertThat(failure.presentedKey()).contains(server.hostKey());
    assertThat(failure)
        .hasMessageContainingAll("nobody has approved yet", server.hostKey().fingerprint());
    assertThat(mirror).doesNotExist();
  }

  @Test
  void changedHostKeyIsToldAndANewOneMayStandBesideTheOld() throws Exception {
    sync(url());
    Map<String, Long> before = files();
    server.restartWithKey("ed25519");
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.HOST_KEY);
    assertThat(failure.presentedKey()).contains(server.hostKey());
    assertThat(failure).hasMessageContainingAll("another host key", server.hostKey().fingerprint());
    assertThat(files()).isEqualTo(before);
    trusted = List.of(trusted.get(0), server.hostKey());
    assertThat(sync(url()).changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
  void everyKindOfHostKeyIsKnownAgain(String type) throws Exception {
    server.restartWithKey(type);
    trusted = List.of(server.hostKey());
    assertThat(sync(url()).first()).isTrue();
  }

  @Test
  void keyThatIsNotLetInIsARefusedAccess() {
    credential = new GitKey("", SshPrivateKey.generate());
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.AUTH);
    assertThat(failure).hasMessageContaining("does not accept the given key");
    credential = new GitCredential("", "hunter2");
    assertThat(failure(url()))
        .hasMessageContaining("does not accept the given password")
        .hasMessageNotContaining("hunter2");
    credential = null;
    assertThat(failure(url())).hasMessageContaining("asks for a key or a password");
    assertThat(failure(url().replace("://", "://nobody-")).kind()).isEqualTo(SyncFailureKind.AUTH);
  }

  @Test
  void refusedConnectionIsANetworkFailure() {
    String url = url();
    server.kill();
    SyncFailure failure = failure(url);
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NETWORK);
    assertThat(failure).hasMessageContaining("No connection to 127.0.0.1");
  }

  @Test
  void repositoryThatIsNotThereIsNotFound() {
    SyncFailure failure = failure(url().replace("up.git", "no-such.git"));
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NOT_FOUND);
    assertThat(mirror).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "128 | fatal: '/x' does not appear to be a git repository | NOT_FOUND",
        "1 | ERROR: Repository not found. | NOT_FOUND",
        "1 | remote: ERROR: The project you were looking for could not be found or you don't have permission to view it. | NOT_FOUND",
        "1 | Forgejo: Cannot find repository: a/b | NOT_FOUND",
        "1 | repository access denied. | AUTH",
        "1 | Gitea: Unauthorized | AUTH",
        "1 | ERROR: Permission to team/app.git denied to bot. | AUTH",
        "1 | ERROR: Write access to repository not granted. | AUTH",
        "1 | ERROR: The key you are authenticating with has been marked as read only. | AUTH",
        "1 | remote: ERROR: This deploy key does not have write access to this project. | AUTH",
        "1 | Forgejo: User permission denied for writing. | AUTH",
        "1 | FATAL: W any app bot DENIED by fallthru | AUTH",
        "128 | error: object directory is on a Read-only file system | UPSTREAM_5XX",
        "127 | sh: git-upload-pack: command not found | CORRUPT_UPSTREAM",
        "128 | fatal: unrecognized command 'git-upload-pack' | CORRUPT_UPSTREAM",
        "1 | '' | CORRUPT_UPSTREAM",
        "1 | The server is being mended. | UPSTREAM_5XX"
      })
  void whatServersComplainOfIsUnderstood(int status, String complaint, SyncFailureKind kind) {
    assertThat(FailureReader.command(status, complaint, "h").kind()).isEqualTo(kind);
  }

  @Test
  void packThatIsCutOffLeavesTheMirrorAsItWas() throws Exception {
    Tunnel cut = tunnel(server.port()).cutAfter(20_000);
    assertThat(failure(through(cut)).kind()).as("first clone").isEqualTo(SyncFailureKind.NETWORK);
    assertThat(mirror).doesNotExist();
    sync(url());
    Map<String, Long> before = files();
    GitCommand.noise(upstream, "noise");
    assertThat(failure(through(cut)).kind()).as("later sync").isEqualTo(SyncFailureKind.NETWORK);
    assertThat(files()).isEqualTo(before);
    git(mirror, "fsck", "--full");
    assertThat(sync(url()).refs().created()).isEqualTo(1);
  }

  /** Somewhere among them it breaks between two questions: the next one cannot be written then. */
  @Test
  void whereverItBreaksWhileItIsAskedIsABrokenConnection() throws Exception {
    Tunnel whole = tunnel(server.port());
    sync(through(whole));
    Map<String, Long> before = files();
    GitCommand.noise(upstream, "noise");
    long bytes = whole.taken() / 2;
    SyncFailure failed = cutSentAfter(bytes);
    assertThat(failed).as("a sync that is cut after %s bytes", bytes).isNotNull();
    while (failed != null) {
      assertThat(failed.kind()).as("cut after %s", bytes).isEqualTo(SyncFailureKind.NETWORK);
      assertThat(files()).isEqualTo(before);
      bytes += 40;
      failed = cutSentAfter(bytes);
    }
  }

  private SyncFailure cutSentAfter(long bytes) throws IOException {
    String cut = through(tunnel(server.port()).cutSentAfter(bytes));
    return catchThrowableOfType(SyncFailure.class, () -> sync(cut));
  }

  @Test
  void serverThatIsKilledInMidPackIsABrokenConnection() throws Exception {
    sync(url());
    Map<String, Long> before = files();
    GitCommand.noise(upstream, "noise");
    Tunnel still = tunnel(server.port()).silentAfter(30_000);
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(through(still)));
    assertThat(still.awaitSilent()).isTrue();
    server.kill();
    still.close();
    assertThat(running.get(30, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.NETWORK);
    assertThat(files()).isEqualTo(before);
    git(mirror, "fsck", "--full");
  }

  /** Bytes after which it falls silent: at once, in the key exchange, at the sign-in, in a pack. */
  @ParameterizedTest
  @ValueSource(longs = {0, 21, 300, 1700, 30_000})
  void silenceIsATimeoutWhereverItBegins(long bytes) throws Exception {
    idle = Duration.ofMillis(1500);
    Tunnel still = tunnel(server.port()).silentAfter(bytes);
    assertThat(failure(through(still)).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
    assertThat(mirror).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 21, 300, 1700, 30_000})
  void cancelEndsSilenceAtOnce(long bytes) throws Exception {
    Tunnel still = tunnel(server.port()).silentAfter(bytes);
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(through(still)));
    assertThat(still.awaitSilent()).isTrue();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(running.get(10, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.CANCELLED);
    assertThat(mirror).doesNotExist();
  }

  @Test
  void silenceIsEndedByTheDeadlineToo() throws Exception {
    deadline = Duration.ofMillis(1500);
    Tunnel silent = tunnel(0);
    SyncFailure failure = failure(through(silent));
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.DEADLINE);
    assertThat(silent.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.2",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::ffff:127.0.0.2]",
        "[0:0:0:0:0:0:0:1]",
        "0.0.0.0",
        "127.1",
        "2130706434",
        "0x7f.0.0.2",
        "017700000002"
      })
  void noSpellingOfAnAddressThatIsNotAllowedIsConnectedTo(String host) throws Exception {
    try (Tunnel listener = new Tunnel(0);
        GitSync guarded = new GitSync(Outbound.allowing(List.of("192.0.2.1/32")), Set.of("ssh"))) {
      SyncFailure failure =
          catchThrowableOfType(
              SyncFailure.class,
              () ->
                  guarded.sync(
                      new SyncRequest(
                          mirror,
                          "ssh://git@" + host + ":" + listener.port() + "/up.git",
                          new UpstreamAccess(credential, trusted),
                          RefRules.ALL,
                          SyncLimits.of(idle, deadline, deadline)),
                      (phase, fraction, bytes) -> {},
                      cancellation));
      assertThat(failure.kind()).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
      assertThat(listener.accepted()).isZero();
    }
  }

  @Test
  void configurationOfTheAccountIsNotRead() throws Exception {
    Path home = temp.resolve("home/.ssh");
    Files.createDirectories(home);
    Files.writeString(home.resolve("config"), "Host *\n  HostName 192.0.2.1\n  Port 1\n");
    Files.writeString(home.resolve("known_hosts"), "");
    String before = System.setProperty("user.home", temp.resolve("home").toString());
    try {
      assertThat(sync(url()).first()).isTrue();
    } finally {
      System.setProperty("user.home", before);
    }
  }

  @Test
  void listOfRefsWithoutAnEndIsNotReadToTheEnd() throws Exception {
    Path endless = temp.resolve("endless");
    String line = "03e8" + "1".repeat(40) + " refs/heads/" + "x".repeat(935) + "%08.0f";
    Files.writeString(endless, "exec seq -f '" + line + "' 99999999\n");
    try (StockSshServer talking = StockSshServer.running("sh " + endless, KEY)) {
      trusted = List.of(talking.hostKey());
      SyncFailure failure = failure(talking.url(upstream));
      assertThat(failure.kind()).isEqualTo(SyncFailureKind.QUOTA);
      assertThat(failure).hasMessageContaining("lists more refs than Sluice reads");
      assertThat(mirror).doesNotExist();
    }
  }
}
