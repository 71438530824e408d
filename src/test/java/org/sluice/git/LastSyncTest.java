package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.git.refs.RefFilter;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** A sync asks again what the last one asked, and goes the whole way if anything is different. */
@Timeout(120)
class LastSyncTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private FaultyUpstream watched;
  private Outbound outbound;
  private GitSync sync;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 50, 3);
    server = StockGitServer.start(temp.resolve("served"));
    watched = FaultyUpstream.before(server.url(""));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      watched.close();
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private String url() {
    return watched.inFrontOf(server.url("up.git"));
  }

  private SyncRequest request(RefRules rules) {
    return new SyncRequest(
        mirror, url(), UpstreamAccess.ANONYMOUS, rules, SyncLimits.of(LIMIT, LIMIT, LIMIT));
  }

  private SyncOutcome sync(SyncRequest request) throws SyncFailure {
    return sync.sync(request, (phase, fraction, bytes) -> {}, new Cancellation());
  }

  /** With rules that are made anew for each sync, as they are from what is stored. */
  private SyncOutcome sync() throws SyncFailure {
    RefFilter all = RefFilter.of(List.of(), List.of("refs/none/*"));
    return sync(request(new RefRules(all, ChangePolicy.FOLLOW, Map.of())));
  }

  private SyncFailure failure() {
    SyncFailure failure = catchThrowableOfType(SyncFailure.class, this::sync);
    assertThat(failure).as("a failure").isNotNull();
    return failure;
  }

  /** Methods of the requests since a number of them had come. */
  private List<String> asked(int before) throws IOException {
    List<String> methods = new ArrayList<>();
    for (FaultyUpstream.Exchange each : watched.exchanges().subList(before, count())) {
      methods.add(each.isPack() ? "pack" : each.method());
    }
    return methods;
  }

  private int count() {
    return watched.exchanges().size();
  }

  private void assertEqual() throws IOException {
    // Sluice's own refs beside the mirrored ones keep what was moved or deleted.
    String[] refs = {
      "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags"
    };
    assertThat(git(mirror, refs)).isEqualTo(git(upstream, refs));
    git(mirror, "fsck", "--full");
  }

  @Test
  void nothingNewIsOneRequestAndTheSameOutcome() throws Exception {
    SyncOutcome first = sync();
    for (int i = 0; i < 3; i++) {
      int before = count();
      SyncOutcome later = sync();
      assertThat(asked(before)).containsExactly("POST");
      assertThat(watched.exchanges().get(before).header("Git-Protocol")).isEqualTo("version=2");
      assertThat(later.changed()).isFalse();
      assertThat(later.first()).isFalse();
      assertThat(later.refs().total()).isZero();
      assertThat(later.taken()).isEmpty();
      assertThat(later.objects()).isZero();
      assertThat(later.bytes()).isPositive().isLessThan(first.bytes());
      assertThat(later.digest()).isEqualTo(first.digest());
      assertThat(later.refCount()).isEqualTo(first.refCount());
      assertThat(later.head()).isEqualTo(first.head());
      assertThat(later.sizeBytes()).isEqualTo(first.sizeBytes());
    }
  }

  @Test
  void anotherListIsUsedAndNotAskedForTwice() throws Exception {
    sync();
    commit(upstream, "main", "new");
    int before = count();
    assertThat(sync().refs().fastForward()).isEqualTo(1);
    assertThat(asked(before)).containsExactly("POST", "pack");
    assertEqual();
    before = count();
    assertThat(sync().changed()).isFalse();
    assertThat(asked(before)).containsExactly("POST");
    commit(upstream, "main", "newer");
    before = count();
    assertThat(sync().refs().fastForward()).isEqualTo(1);
    assertThat(asked(before)).containsExactly("POST", "pack");
    assertEqual();
  }

  /** Passes on what is no request for a pack, and packs too once it has refused so many. */
  private static FaultyUpstream.Fault refusingPacks(int most, int status) {
    AtomicInteger refused = new AtomicInteger();
    return exchange -> {
      boolean refuse = exchange.isPack() && refused.incrementAndGet() <= most;
      (refuse ? FaultyUpstream.status(status) : FaultyUpstream.passing()).answer(exchange);
    };
  }

  /** Such an answer may be to what the upstream was able to do once. */
  @ParameterizedTest
  @ValueSource(ints = {400, 415})
  void whatTheUpstreamHasUnlearnedIsAskedForAnew(int status) throws Exception {
    sync();
    commit(upstream, "main", "new");
    watched.fault(refusingPacks(1, status));
    int before = count();
    assertThat(sync().refs().fastForward()).isEqualTo(1);
    assertThat(asked(before)).containsExactly("POST", "pack", "GET", "POST", "pack");
    assertEqual();
  }

  @Test
  void whatFailsTheWholeWayTooIsTheFailure() throws Exception {
    sync();
    commit(upstream, "main", "new");
    watched.fault(refusingPacks(5, 400));
    int before = count();
    assertThat(failure().kind()).isEqualTo(SyncFailureKind.CORRUPT_UPSTREAM);
    assertThat(asked(before)).containsExactly("POST", "pack", "GET", "POST", "pack");
  }

  @Test
  void movedHeadAloneIsSeen() throws Exception {
    sync();
    git(upstream, "branch", "other", "main");
    sync();
    assertThat(sync().changed()).isFalse();
    git(upstream, "symbolic-ref", "HEAD", "refs/heads/other");
    SyncOutcome moved = sync();
    assertThat(moved.changed()).isTrue();
    assertThat(moved.head()).isEqualTo("refs/heads/other");
  }

  /** What somebody did in the mirror's folder, while the upstream says the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "refs/heads/main",
        "refs/heads/extra",
        "refs/heads/feature/deep/x",
        "refs/heads/feature/f20",
        "refs/notes/commits"
      })
  void refThatSomebodySetInTheMirrorIsPutRight(String name) throws Exception {
    sync();
    assertThat(sync().changed()).isFalse();
    git(mirror, "update-ref", name, git(mirror, "rev-parse", "main~1").strip());
    assertThat(sync().changed()).isTrue();
    assertEqual();
  }

  @Test
  void whoHadTheRightToChangeTheMirrorLeavesNothingKept() throws Exception {
    sync();
    assertThat(sync().changed()).isFalse();
    try (MirrorLock lock = MirrorLock.take(mirror, new Cancellation())) {
      assertThat(lock.lastSync()).isPresent();
    }
    int before = count();
    assertThat(sync().changed()).isFalse();
    assertThat(asked(before)).containsExactly("GET", "POST");
  }

  @Test
  void otherRulesAreFollowedAtOnce() throws Exception {
    SyncOutcome all = sync();
    RefFilter mainOnly = RefFilter.of(List.of("refs/heads/main"), List.of());
    RefRules rules = new RefRules(mainOnly, ChangePolicy.FOLLOW, Map.of());
    assertThat(sync(request(rules)).refs().deleted()).isEqualTo(all.refCount() - 1);
    assertThat(sync().refs().created()).isEqualTo(all.refCount() - 1);
    assertEqual();
  }

  @Test
  void aMirrorThatIsGoneIsClonedAnew() throws Exception {
    sync();
    BareMirror.delete(mirror);
    assertThat(sync().first()).isTrue();
    assertEqual();
  }

  @Test
  void aDryRunKeepsNothing() throws Exception {
    sync();
    sync.compare(request(RefRules.ALL), (phase, fraction, bytes) -> {}, new Cancellation());
    int before = count();
    assertThat(sync().changed()).isFalse();
    assertThat(asked(before)).containsExactly("GET", "POST");
  }

  /** Such an answer is to the repository, whatever is asked of it. */
  @ParameterizedTest
  @CsvSource({
    "401, AUTH",
    "403, AUTH",
    "404, NOT_FOUND",
    "410, GONE",
    "429, RATE_LIMITED",
    "503, UPSTREAM_5XX"
  })
  void aVerdictIsNotAskedForTwice(int status, SyncFailureKind kind) throws Exception {
    sync();
    watched.fault(FaultyUpstream.status(status));
    int before = count();
    assertThat(failure().kind()).isEqualTo(kind);
    assertThat(asked(before)).hasSize(1);
    watched.fault(FaultyUpstream.passing());
    before = count();
    assertThat(sync().changed()).isFalse();
    assertThat(asked(before)).containsExactly("GET", "POST");
  }

  /** Such an answer may be to the request alone: a server that no longer speaks protocol v2. */
  @ParameterizedTest
  @ValueSource(ints = {204, 302, 400, 405, 415})
  void whatRefusesOnlyTheRequestIsAskedTheWholeWay(int status) throws Exception {
    sync();
    commit(upstream, "main", "new");
    int before = count();
    if (status == 302) {
      watched.fault(1, FaultyUpstream.redirectTo(302, url() + "/git-upload-pack"));
    } else {
      watched.fault(1, FaultyUpstream.status(status));
    }
    assertThat(sync().refs().fastForward()).isEqualTo(1);
    assertThat(asked(before)).containsExactly("POST", "GET", "POST", "pack");
    assertEqual();
  }

  @Test
  void aPageInPlaceOfTheListIsNoList() throws Exception {
    sync();
    watched.fault(1, FaultyUpstream.page());
    int before = count();
    assertThat(sync().changed()).isFalse();
    assertThat(asked(before)).containsExactly("POST", "GET", "POST");
  }

  @Test
  void brokenConnectionIsABrokenConnection() throws Exception {
    sync();
    watched.fault(FaultyUpstream.hangUp());
    assertThat(failure().kind()).isEqualTo(SyncFailureKind.NETWORK);
    watched.fault(FaultyUpstream.passing());
    assertThat(sync().changed()).isFalse();
  }

  @Test
  void whatARedirectLedToIsFoundAnewEachTime() throws Exception {
    try (FaultyUpstream moved = FaultyUpstream.start()) {
      moved.fault(FaultyUpstream.redirect(301, watched.url("")));
      String old = moved.inFrontOf(server.url("up.git"));
      SyncRequest request =
          new SyncRequest(
              mirror,
              old,
              UpstreamAccess.ANONYMOUS,
              RefRules.ALL,
              SyncLimits.of(LIMIT, LIMIT, LIMIT));
      for (int i = 0; i < 3; i++) {
        assertThat(sync(request).movedTo()).isEqualTo(url());
        assertThat(moved.exchanges()).hasSize(i + 1);
      }
    }
  }
}
