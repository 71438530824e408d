package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.git.refs.RefFilter;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

@Timeout(120)
class GlanceTest {

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
    GitCommand.generate(upstream, 20, 3);
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

  private SyncRequest request(ChangePolicy policy) {
    return new SyncRequest(
        mirror,
        watched.inFrontOf(server.url("up.git")),
        UpstreamAccess.ANONYMOUS,
        new RefRules(RefFilter.of(List.of(), List.of()), policy, Map.of()),
        SyncLimits.of(LIMIT, LIMIT, LIMIT));
  }

  private SyncOutcome sync(ChangePolicy policy) throws SyncFailure {
    return sync.sync(request(policy), (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private Optional<Glance> glance(ChangePolicy policy) throws SyncFailure {
    return sync.glance(request(policy), new Cancellation());
  }

  private List<String> asked(int before) throws IOException {
    List<String> asked = new ArrayList<>();
    for (FaultyUpstream.Exchange each :
        watched.exchanges().subList(before, watched.exchanges().size())) {
      asked.add(each.isPack() ? "pack" : each.method());
    }
    return asked;
  }

  @Test
  void whatIsEqualCostsOneRequest() throws Exception {
    sync(ChangePolicy.FOLLOW);
    int before = watched.exchanges().size();
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.EQUAL);
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.EQUAL);
    assertThat(asked(before)).containsExactly("POST", "POST");
  }

  @Test
  void aGlanceRemembersWhatNobodyElseDoes() throws Exception {
    sync(ChangePolicy.FOLLOW);
    MirrorLock.take(mirror, new Cancellation()).close();
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.EQUAL);
    int before = watched.exchanges().size();
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.EQUAL);
    assertThat(asked(before)).containsExactly("POST");
  }

  @Test
  void whatDiffersIsSeenAndNotReceived() throws Exception {
    sync(ChangePolicy.FOLLOW);
    commit(upstream, "main", "new");
    String[] refs = {"for-each-ref"};
    String had = git(mirror, refs);
    int before = watched.exchanges().size();
    Glance first = glance(ChangePolicy.FOLLOW).orElseThrow();
    assertThat(first.equal()).isFalse();
    assertThat(glance(ChangePolicy.FOLLOW)).contains(first);
    assertThat(asked(before)).doesNotContain("pack");
    assertThat(git(mirror, refs)).isEqualTo(had);
    commit(upstream, "main", "newer");
    assertThat(glance(ChangePolicy.FOLLOW).orElseThrow().listing()).isNotEqualTo(first.listing());
    sync(ChangePolicy.FOLLOW);
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.EQUAL);
    git(upstream, "branch", "other", "main");
    sync(ChangePolicy.FOLLOW);
    git(upstream, "symbolic-ref", "HEAD", "refs/heads/other");
    assertThat(glance(ChangePolicy.FOLLOW).orElseThrow().equal()).isFalse();
    git(mirror, "fsck", "--full");
  }

  @Test
  void whatIsHeldBackDiffersUntilItIsDecided() throws Exception {
    git(upstream, "branch", "gone", "main");
    sync(ChangePolicy.APPROVE);
    git(upstream, "branch", "-D", "gone");
    assertThat(sync(ChangePolicy.APPROVE).heldBack()).hasSize(1);
    Glance held = glance(ChangePolicy.APPROVE).orElseThrow();
    assertThat(held.equal()).isFalse();
    assertThat(glance(ChangePolicy.APPROVE)).contains(held);
  }

  @Test
  void whatWasNeverClonedIsLookedForAndNotMade() throws Exception {
    assertThat(glance(ChangePolicy.FOLLOW)).contains(Glance.NEVER_CLONED);
    assertThat(mirror).doesNotExist();
    Files.move(upstream, temp.resolve("away"));
    SyncFailure failure =
        catchThrowableOfType(SyncFailure.class, () -> glance(ChangePolicy.FOLLOW));
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.NOT_FOUND);
    assertThat(mirror).doesNotExist();
  }

  @Test
  void aFailureLeavesTheMirrorAsItWas() throws Exception {
    sync(ChangePolicy.FOLLOW);
    String had = git(mirror, "for-each-ref");
    server.close();
    SyncFailure failure =
        catchThrowableOfType(SyncFailure.class, () -> glance(ChangePolicy.FOLLOW));
    assertThat(failure).isNotNull();
    assertThat(git(mirror, "for-each-ref")).isEqualTo(had);
    git(mirror, "fsck", "--full");
  }

  @Test
  @SuppressWarnings("try") // The lock is held, not asked.
  void aMirrorThatSomebodyHasIsLeftToHim() throws Exception {
    sync(ChangePolicy.FOLLOW);
    int before = watched.exchanges().size();
    try (MirrorLock lock = MirrorLock.take(mirror, new Cancellation())) {
      assertThat(glance(ChangePolicy.FOLLOW)).isEmpty();
    }
    assertThat(asked(before)).isEmpty();
  }
}
