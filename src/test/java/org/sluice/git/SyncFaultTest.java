package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sluice.egress.Outbound;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;
import org.sluice.testing.Aside;
import org.sluice.testing.FreePort;

/** Every way in which an upstream can fail has its kind, and leaves the mirror as it was. */
@Timeout(120)
class SyncFaultTest {

  private static final GitCredential SECRET = new GitCredential("bot", "hunter2-very-secret");

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private FaultyUpstream faulty;
  private Outbound outbound;
  private GitSync sync;
  private Duration idle = Duration.ofSeconds(20);
  private Duration deadline = Duration.ofSeconds(60);
  private Cancellation cancellation = new Cancellation();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 400, 2);
    server = StockGitServer.start(temp.resolve("served"));
    faulty = FaultyUpstream.before(server.url(""));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      faulty.close();
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private SyncOutcome sync(String url) throws SyncFailure {
    return sync.sync(
        new SyncRequest(
            mirror,
            url,
            new UpstreamAccess(SECRET),
            RefRules.ALL,
            SyncLimits.of(idle, deadline, deadline)),
        (phase, fraction, bytes) -> {},
        cancellation);
  }

  private SyncFailure failure(String url) {
    SyncFailure failure = catchThrowableOfType(SyncFailure.class, () -> sync(url));
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.getMessage()).doesNotContain("hunter2").endsWith(".");
    return failure;
  }

  private String url() {
    return faulty.inFrontOf(server.url("up.git"));
  }

  private Map<String, Long> files() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    if (Files.exists(mirror)) {
      try (Stream<Path> all = Files.walk(mirror)) {
        for (Path each : all.filter(Files::isRegularFile).toList()) {
          files.put(mirror.relativize(each).toString(), Files.size(each));
        }
      }
    }
    return files;
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("401", FaultyUpstream.status(401), SyncFailureKind.AUTH),
        Arguments.of("403", FaultyUpstream.status(403), SyncFailureKind.AUTH),
        Arguments.of("404", FaultyUpstream.status(404), SyncFailureKind.NOT_FOUND),
        Arguments.of("410", FaultyUpstream.status(410), SyncFailureKind.GONE),
        Arguments.of("429", FaultyUpstream.status(429), SyncFailureKind.RATE_LIMITED),
        Arguments.of(
            "429 with seconds",
            FaultyUpstream.status(429, "Retry-After: 120"),
            SyncFailureKind.RATE_LIMITED),
        Arguments.of(
            "429 with a date",
            FaultyUpstream.status(429, "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT"),
            SyncFailureKind.RATE_LIMITED),
        Arguments.of("500", FaultyUpstream.status(500), SyncFailureKind.UPSTREAM_5XX),
        Arguments.of("503", FaultyUpstream.status(503), SyncFailureKind.UPSTREAM_5XX),
        Arguments.of("204", FaultyUpstream.status(204), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("page", FaultyUpstream.page(), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("rubbish", FaultyUpstream.rubbish(), SyncFailureKind.CORRUPT_UPSTREAM),
        Arguments.of("no HTTP", FaultyUpstream.noHttp(), SyncFailureKind.NETWORK),
        Arguments.of("hang up", FaultyUpstream.hangUp(), SyncFailureKind.NETWORK),
        Arguments.of("cut at 0", FaultyUpstream.cutPackAfter(0), SyncFailureKind.NETWORK),
        Arguments.of("cut in head", FaultyUpstream.cutPackAfter(20), SyncFailureKind.NETWORK),
        Arguments.of("cut in pack", FaultyUpstream.cutPackAfter(30_000), SyncFailureKind.NETWORK),
        Arguments.of(
            "garbled", FaultyUpstream.garblePackAfter(30_000), SyncFailureKind.CORRUPT_UPSTREAM));
  }

  @ParameterizedTest(name = "{0} is {2}")
  @MethodSource("faults")
  void faultHasItsKindAndLeavesTheMirrorAsItWas(
      String name, FaultyUpstream.Fault fault, SyncFailureKind kind) throws Exception {
    faulty.fault(fault);
    assertThat(failure(url()).kind()).as("first clone").isEqualTo(kind);
    assertThat(mirror).doesNotExist();

    faulty.fault(FaultyUpstream.passing());
    sync(url());
    Map<String, Long> before = files();
    assertThat(before).isNotEmpty();
    GitCommand.noise(upstream, "noise");
    faulty.fault(fault);
    assertThat(failure(url()).kind()).as("later sync").isEqualTo(kind);
    assertThat(files()).isEqualTo(before);
    git(mirror, "fsck", "--full");

    faulty.fault(FaultyUpstream.passing());
    assertThat(sync(url()).refs().created()).isEqualTo(1);
    git(mirror, "fsck", "--full");
  }

  @Test
  void retryAfterIsRead() {
    faulty.fault(FaultyUpstream.status(429, "Retry-After: 120"));
    assertThat(failure(url()).retryAfter()).contains(Duration.ofSeconds(120));
    faulty.fault(FaultyUpstream.status(429, "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT"));
    assertThat(failure(url()).retryAfter().orElseThrow()).isGreaterThan(Duration.ofDays(1000));
    faulty.fault(FaultyUpstream.status(429, "Retry-After: soon"));
    assertThat(failure(url()).retryAfter()).isEmpty();
  }

  @Test
  void silenceBeforeTheAnswerIsATimeout() {
    idle = Duration.ofMillis(300);
    faulty.fault(FaultyUpstream.silence());
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
  }

  @Test
  void silenceWithinThePackIsATimeout() {
    idle = Duration.ofMillis(500);
    faulty.fault(FaultyUpstream.stallPackAfter(30_000));
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.TIMEOUT);
    assertThat(mirror).doesNotExist();
  }

  @Test
  void dripIsEndedByTheDeadline() {
    deadline = Duration.ofMillis(1500);
    faulty.fault(FaultyUpstream.dripPackAfter(30_000, 20));
    SyncFailure failure = failure(url());
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.DEADLINE);
    assertThat(cancellation.cause()).isEqualTo(Cancellation.Cause.DEADLINE);
    assertThat(mirror).doesNotExist();
  }

  @Test
  void cancelEndsAStalledPackAtOnce() throws Exception {
    cancelEndsAtOnce(FaultyUpstream.stallPackAfter(30_000));
  }

  @Test
  void cancelEndsAListingThatIsNotAnswered() throws Exception {
    cancelEndsAtOnce(FaultyUpstream.silence());
  }

  private void cancelEndsAtOnce(FaultyUpstream.Fault fault) throws Exception {
    faulty.fault(fault);
    CompletableFuture<SyncFailure> running = Aside.supply(() -> failure(url()));
    assertThat(faulty.awaitStalled(20)).isTrue();
    long begin = System.nanoTime();
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    SyncFailure failure = running.get(5, TimeUnit.SECONDS);
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.CANCELLED);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertThat(mirror).doesNotExist();
  }

  @Test
  void cancelEndsARunningPack() throws Exception {
    faulty.fault(FaultyUpstream.dripPackAfter(30_000, 5));
    CompletableFuture<Void> receiving = new CompletableFuture<>();
    CompletableFuture<SyncFailure> running =
        Aside.supply(
            () ->
                catchThrowableOfType(
                    SyncFailure.class,
                    () ->
                        sync.sync(
                            new SyncRequest(
                                mirror,
                                url(),
                                UpstreamAccess.ANONYMOUS,
                                RefRules.ALL,
                                SyncLimits.of(idle, deadline, deadline)),
                            (phase, fraction, bytes) -> {
                              if (phase == SyncPhase.RECEIVING) {
                                receiving.complete(null);
                              }
                            },
                            cancellation)));
    receiving.get(30, TimeUnit.SECONDS);
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(running.get(5, TimeUnit.SECONDS).kind()).isEqualTo(SyncFailureKind.CANCELLED);
    assertThat(mirror).doesNotExist();
  }

  @Test
  void refusedConnectionIsANetworkFailure() throws Exception {
    int port = FreePort.next();
    SyncFailure failure = failure("http://127.0.0.1:" + port + "/up.git");
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NETWORK);
  }

  @Test
  void addressThatIsNotAllowedIsNotConnectedTo() throws Exception {
    try (FaultyUpstream other = FaultyUpstream.startOn("127.0.0.2")) {
      SyncFailure failure = failure(other.url("/up.git"));
      assertThat(failure.kind()).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
      assertThat(failure).hasMessageContainingAll("127.0.0.2", "loopback", "sluice.egress.allow");
      assertThat(other.exchanges()).isEmpty();
    }
  }

  @Test
  void redirectToAnAddressThatIsNotAllowedIsNotFollowed() throws Exception {
    try (FaultyUpstream other = FaultyUpstream.startOn("127.0.0.2")) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        faulty.fault(FaultyUpstream.redirect(status, other.url("")));
        SyncFailure failure = failure(url());
        assertThat(failure.kind()).as("%s", status).isEqualTo(sent(status));
        assertThat(failure).hasMessageContainingAll("127.0.0.2", "sluice.egress.allow");
      }
      assertThat(other.exchanges()).isEmpty();
    }
  }

  @Test
  void redirectToAnAllowedAddressIsFollowedWithoutCredentials() throws Exception {
    try (FaultyUpstream second = FaultyUpstream.before(server.url(""))) {
      faulty.fault(FaultyUpstream.redirect(301, second.url("")));
      assertThat(sync(url()).first()).isTrue();
      assertThat(faulty.exchanges()).hasSize(1);
      assertThat(faulty.exchanges().get(0).header("Authorization")).startsWith("Basic ");
      assertThat(second.exchanges()).hasSizeGreaterThan(2);
      assertThat(second.exchanges()).allMatch(each -> each.header("Authorization") == null);
    }
  }

  @Test
  void onlyAMoveForGoodIsProposed() throws Exception {
    try (FaultyUpstream second = FaultyUpstream.before(server.url(""))) {
      for (int status : new int[] {301, 308, 302, 303, 307}) {
        faulty.fault(FaultyUpstream.redirect(status, second.url("")));
        assertThat(sync(url()).movedTo())
            .as("after %s", status)
            .isEqualTo(
                status == 301 || status == 308 ? second.inFrontOf(server.url("up.git")) : null);
      }
      faulty.fault(FaultyUpstream.passing());
      assertThat(sync(url()).movedTo()).isNull();
    }
  }

  @Test
  void redirectsThatCannotBeFollowedAreRefused() {
    for (String location :
        List.of(
            "https://127.0.0.1:1/up.git/info/refs?service=git-upload-pack",
            "ftp://127.0.0.1/up.git/info/refs",
            "file:///etc/passwd",
            "http://user:hunter2@127.0.0.1/up.git/info/refs",
            "/login",
            "http://[not an address",
            "")) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        faulty.fault(FaultyUpstream.redirectTo(status, location));
        assertThat(failure(url()).kind()).as("%s %s", status, location).isEqualTo(sent(status));
      }
    }
  }

  /** Only who has moved for good needs a person. */
  private static SyncFailureKind sent(int status) {
    return status == 301 || status == 308
        ? SyncFailureKind.MOVED
        : SyncFailureKind.CORRUPT_UPSTREAM;
  }

  @Test
  void whatIsSaidWhereARedirectLeadsForNowIsNoVerdict() throws Exception {
    try (FaultyUpstream second = FaultyUpstream.before(server.url(""))) {
      for (int verdict : new int[] {401, 403, 404, 410}) {
        second.fault(FaultyUpstream.status(verdict));
        faulty.fault(FaultyUpstream.redirect(302, second.url("")));
        assertThat(failure(url()))
            .as("%s", verdict)
            .hasMessageContaining("(" + verdict + ")")
            .extracting(SyncFailure::kind)
            .isEqualTo(SyncFailureKind.CORRUPT_UPSTREAM);
      }
      second.fault(FaultyUpstream.status(404));
      faulty.fault(FaultyUpstream.redirect(301, second.url("")));
      assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.NOT_FOUND);
      faulty.fault(
          exchange ->
              (exchange.target().startsWith("/renamed/")
                      ? FaultyUpstream.status(401)
                      : FaultyUpstream.redirect(307, faulty.url("/renamed")))
                  .answer(exchange));
      int before = faulty.exchanges().size();
      assertThat(failure(url()).kind()).as("on its own host").isEqualTo(SyncFailureKind.AUTH);
      assertThat(faulty.exchanges().get(before + 1).header("Authorization")).startsWith("Basic ");
      second.fault(FaultyUpstream.status(503));
      faulty.fault(FaultyUpstream.redirect(302, second.url("")));
      assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.UPSTREAM_5XX);
    }
  }

  @Test
  void redirectLoopEndsAfterFive() {
    faulty.fault(FaultyUpstream.redirect(302, faulty.url("")));
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.CORRUPT_UPSTREAM);
    assertThat(faulty.exchanges()).hasSize(6);
    faulty.fault(FaultyUpstream.redirect(301, faulty.url("")));
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.MOVED);
    assertThat(faulty.exchanges()).hasSize(12);
  }

  @Test
  void failedRequestIsNotRepeated() {
    faulty.fault(
        exchange -> {
          if (exchange.method().equals("POST")) {
            exchange.write(500, List.of(), "text/plain", new byte[0]);
          } else {
            exchange.pass();
          }
        });
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.UPSTREAM_5XX);
    assertThat(faulty.exchanges()).hasSize(2);
  }

  @Test
  void otherTransportsAreRefused() {
    for (String url :
        List.of(
            "https://127.0.0.1/up.git",
            "ssh://git@127.0.0.1/up.git",
            "git@127.0.0.1:up.git",
            "git://127.0.0.1/up.git",
            "file:///tmp/up.git",
            "/tmp/up.git",
            "ext::sh -c date",
            "http://bot:hunter2@127.0.0.1/up.git")) {
      assertThat(failure(url).kind()).as(url).isEqualTo(SyncFailureKind.BLOCKED_ADDRESS);
    }
  }

  @Test
  void diskWithoutReserveIsNotFilledFurther() throws Exception {
    try (GitSync careful =
        new GitSync(outbound, () -> Set.of("http"), () -> new DiskReserve(Long.MAX_VALUE, 100))) {
      SyncFailure failure =
          catchThrowableOfType(
              SyncFailure.class,
              () ->
                  careful.sync(
                      new SyncRequest(
                          mirror,
                          url(),
                          UpstreamAccess.ANONYMOUS,
                          RefRules.ALL,
                          SyncLimits.of(idle, deadline, deadline)),
                      (phase, fraction, bytes) -> {},
                      cancellation));
      assertThat(failure.kind()).isEqualTo(SyncFailureKind.DISK_FULL);
      assertThat(faulty.exchanges()).noneMatch(each -> each.target().contains("fetch"));
      assertThat(mirror).doesNotExist();
    }
  }

  @Test
  void damagedMirrorIsTold() throws Exception {
    sync(url());
    try (Stream<Path> packs = Files.list(mirror.resolve("objects/pack"))) {
      for (Path pack : packs.toList()) {
        Files.delete(pack);
      }
    }
    commit(upstream, "main", "something new");
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    Files.writeString(mirror.resolve("packed-refs"), "this is no list of refs\n");
    assertThat(failure(url()).kind()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
  }

  @Test
  void proxyOfTheProcessIsNotUsed() throws Exception {
    try (FaultyUpstream proxy = FaultyUpstream.start()) {
      URI address = URI.create(proxy.url(""));
      System.setProperty("http.proxyHost", address.getHost());
      System.setProperty("http.proxyPort", String.valueOf(address.getPort()));
      System.setProperty("http.nonProxyHosts", "");
      try {
        sync(url());
      } finally {
        System.clearProperty("http.proxyHost");
        System.clearProperty("http.proxyPort");
        System.clearProperty("http.nonProxyHosts");
      }
      assertThat(proxy.exchanges()).isEmpty();
    }
  }
}
