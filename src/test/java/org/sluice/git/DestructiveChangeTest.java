package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.failure.DomainException;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.disk.MirrorRefs;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.HeldBack.Reason;
import org.sluice.git.refs.RefChange;
import org.sluice.git.refs.RefChange.Type;
import org.sluice.git.refs.RefFilter;
import org.sluice.git.refs.RefRules;
import org.sluice.git.refs.Verdict;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** What becomes of refs that a stock Git server deletes or moves elsewhere. */
class DestructiveChangeTest {

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private Outbound outbound;
  private GitSync sync;
  private final MirrorRefs refs = new MirrorRefs();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    server = StockGitServer.start(Files.createDirectories(temp.resolve("served")));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
    // 3 branches, 4 tags
    GitCommand.generate(upstream, 40, 1);
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private static MirrorRefs.Part part(String text, int offset, int size) {
    return new MirrorRefs.Part(text, false, offset, size);
  }

  private SyncRequest request(RefRules rules) {
    return new SyncRequest(
        mirror,
        server.url("up.git"),
        UpstreamAccess.ANONYMOUS,
        rules,
        SyncLimits.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(2)));
  }

  private SyncOutcome sync(RefRules rules) throws SyncFailure {
    return sync.sync(request(rules), (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private SyncOutcome sync(ChangePolicy policy) throws SyncFailure {
    return sync(rules(policy, Map.of()));
  }

  private static RefRules rules(ChangePolicy policy, Map<String, Verdict> verdicts) {
    return new RefRules(RefFilter.ALL, policy, verdicts);
  }

  private static Map<String, String> refs(Path bare, String prefix) throws IOException {
    Map<String, String> found = new TreeMap<>();
    git(bare, "for-each-ref", "--format=%(refname) %(objectname)", prefix)
        .lines()
        .map(line -> line.split(" "))
        .forEach(pair -> found.put(pair[0], pair[1]));
    return found;
  }

  private static Map<String, String> visible(Path bare) throws IOException {
    Map<String, String> found = refs(bare, "refs/");
    found.keySet().removeIf(name -> name.startsWith("refs/sluice/"));
    return found;
  }

  private String tip(Path bare, String ref) throws IOException {
    return git(bare, "rev-parse", ref).strip();
  }

  /** Forces {@code main} to its third ancestor with a commit on top, and deletes the tag v10. */
  private void forceAndDelete() throws IOException {
    git(upstream, "update-ref", "refs/heads/main", "main~3");
    commit(upstream, "main", "elsewhere");
    git(upstream, "tag", "-d", "v10");
  }

  private void assertSound() throws IOException {
    assertThat(
            git(mirror, "fsck", "--full", "--strict")
                .lines()
                .filter(line -> !line.startsWith("dangling")))
        .isEmpty();
    assertThat(Files.exists(mirror.resolve("sluice-sync"))).isFalse();
  }

  @Test
  void followTakesWhatTheUpstreamDidAndKeepsTheOldTips() throws Exception {
    sync(ChangePolicy.FOLLOW);
    String main = tip(mirror, "refs/heads/main");
    String tag = tip(mirror, "refs/tags/v10");
    forceAndDelete();
    Instant before = Instant.now();

    SyncOutcome outcome = sync(ChangePolicy.FOLLOW);

    assertThat(outcome.refs()).isEqualTo(new SyncOutcome.RefChanges(0, 0, 1, 1, false));
    assertThat(visible(mirror)).isEqualTo(visible(upstream));
    List<MirrorRefs.KeptRef> kept = refs.kept(mirror, part(null, 0, 10)).items();
    assertThat(kept)
        .extracting(MirrorRefs.KeptRef::ref, MirrorRefs.KeptRef::objectId)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("refs/heads/main", main),
            org.assertj.core.groups.Tuple.tuple("refs/tags/v10", tag));
    assertThat(kept.get(0).keptAt())
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    assertSound();
    assertThat(sync(ChangePolicy.FOLLOW).changed()).isFalse();
  }

  @Test
  void keepTakesAdditionsAndFastForwardsOnlyAndReportsTheRest() throws Exception {
    sync(ChangePolicy.KEEP);
    Map<String, String> before = visible(mirror);
    forceAndDelete();
    commit(upstream, "fresh", "a new branch");
    commit(upstream, "feature/f20", "a fast-forward");

    SyncOutcome outcome = sync(ChangePolicy.KEEP);

    assertThat(outcome.refs()).isEqualTo(new SyncOutcome.RefChanges(1, 1, 0, 0, false));
    assertThat(outcome.heldBack())
        .extracting(each -> each.change().ref(), each -> each.change().type(), HeldBack::reason)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("refs/heads/main", Type.FORCED, Reason.KEPT),
            org.assertj.core.groups.Tuple.tuple("refs/tags/v10", Type.DELETED, Reason.KEPT));
    Map<String, String> expected = visible(upstream);
    expected.put("refs/heads/main", before.get("refs/heads/main"));
    expected.put("refs/tags/v10", before.get("refs/tags/v10"));
    assertThat(visible(mirror)).isEqualTo(expected);
    assertThat(outcome.undecided()).isZero();
    assertSound();
  }

  @Test
  void whatIsHeldBackIsReceivedOnlyOnce() throws Exception {
    sync(ChangePolicy.APPROVE);
    forceAndDelete();

    SyncOutcome first = sync(ChangePolicy.APPROVE);
    SyncOutcome second = sync(ChangePolicy.APPROVE);

    assertThat(first.objects()).isPositive();
    assertThat(second.objects()).isZero();
    assertThat(second.changed()).isFalse();
    assertThat(second.heldBack()).isEqualTo(first.heldBack());
  }

  @Test
  void anApprovedChangeIsTakenAndTheOtherStillWaits() throws Exception {
    sync(ChangePolicy.APPROVE);
    String main = tip(mirror, "refs/heads/main");
    forceAndDelete();
    SyncOutcome held = sync(ChangePolicy.APPROVE);
    assertThat(held.undecided()).isEqualTo(2);
    assertThat(tip(mirror, "refs/heads/main")).isEqualTo(main);

    SyncOutcome outcome =
        sync(
            rules(
                ChangePolicy.APPROVE,
                Map.of(
                    "refs/heads/main", new Verdict(main, tip(upstream, "refs/heads/main"), true))));

    assertThat(outcome.refs()).isEqualTo(new SyncOutcome.RefChanges(0, 0, 1, 0, false));
    assertThat(outcome.undecided()).isEqualTo(1);
    assertThat(tip(mirror, "refs/heads/main")).isEqualTo(tip(upstream, "refs/heads/main"));
    assertThat(refs(mirror, "refs/sluice/held/")).isEmpty();
    assertSound();
  }

  @Test
  void anUpstreamThatLostEverythingTakesNothingWithIt() throws Exception {
    sync(ChangePolicy.FOLLOW);
    Map<String, String> before = visible(mirror);
    for (String name : visible(upstream).keySet()) {
      git(upstream, "update-ref", "-d", name);
    }

    SyncOutcome outcome = sync(ChangePolicy.FOLLOW);

    assertThat(outcome.undecided()).isEqualTo(before.size());
    assertThat(outcome.heldBack()).extracting(HeldBack::reason).containsOnly(Reason.EMPTY_UPSTREAM);
    assertThat(visible(mirror)).isEqualTo(before);
    assertThat(sync(ChangePolicy.FOLLOW_ALL).refCount()).isZero();
    assertThat(visible(mirror)).isEmpty();
    assertThat(refs.kept(mirror, part(null, 0, 100)).total()).isEqualTo(before.size());
    assertSound();
  }

  @Test
  void aNameThatAHeldDeletionBlocksComesOnceThatIsApproved() throws Exception {
    git(upstream, "branch", "x/y", "main");
    sync(ChangePolicy.APPROVE);
    String old = tip(mirror, "refs/heads/x/y");
    git(upstream, "branch", "-D", "x/y");
    git(upstream, "branch", "x", "main");

    SyncOutcome held = sync(ChangePolicy.APPROVE);
    SyncOutcome outcome =
        sync(rules(ChangePolicy.APPROVE, Map.of("refs/heads/x/y", new Verdict(old, null, true))));

    assertThat(held.heldBack())
        .extracting(HeldBack::reason)
        .containsExactlyInAnyOrder(Reason.APPROVAL, Reason.IN_THE_WAY);
    assertThat(outcome.heldBack()).isEmpty();
    assertThat(visible(mirror)).isEqualTo(visible(upstream));
    assertSound();
  }

  @Test
  void aFilterTakesOnlyItsRefsAndLetsTheOthersGo() throws Exception {
    sync(ChangePolicy.APPROVE);

    SyncOutcome outcome =
        sync(
            new RefRules(
                RefFilter.of(List.of("main", "v*"), List.of("v2*")),
                ChangePolicy.APPROVE,
                Map.of()));

    assertThat(visible(mirror).keySet())
        .containsExactly("refs/heads/main", "refs/tags/v10", "refs/tags/v30", "refs/tags/v40");
    assertThat(outcome.heldBack()).isEmpty();
    assertThat(outcome.refCount()).isEqualTo(4);
    assertSound();
  }

  @Test
  void refsOfPullRequestsComeIfTheFilterNamesThem() throws Exception {
    git(upstream, "update-ref", "refs/pull/1/head", "main");
    git(upstream, "update-ref", "refs/pull/1/merge", "main");
    sync(ChangePolicy.FOLLOW);
    assertThat(visible(mirror)).doesNotContainKey("refs/pull/1/head");

    sync(
        new RefRules(
            RefFilter.of(List.of("refs/**", "refs/pull/*/head"), List.of()),
            ChangePolicy.FOLLOW,
            Map.of()));

    assertThat(visible(mirror)).containsKey("refs/pull/1/head");
    assertThat(visible(mirror)).doesNotContainKey("refs/pull/1/merge");
  }

  @Test
  void aComparisonTellsWhatASyncWouldDoAndLeavesNothingBehind() throws Exception {
    sync(ChangePolicy.FOLLOW);
    Map<String, String> before = refs(mirror, "refs/");
    long files = files();
    forceAndDelete();
    commit(upstream, "fresh", "a new branch");
    commit(upstream, "feature/f20", "a fast-forward");

    SyncOutcome outcome =
        sync.compare(
            request(rules(ChangePolicy.FOLLOW, Map.of())),
            (phase, fraction, bytes) -> {},
            new Cancellation());

    assertThat(outcome.refs()).isEqualTo(new SyncOutcome.RefChanges(1, 1, 1, 1, false));
    assertThat(outcome.taken())
        .extracting(RefChange::ref)
        .containsExactlyInAnyOrder(
            "refs/heads/main", "refs/tags/v10", "refs/heads/fresh", "refs/heads/feature/f20");
    assertThat(refs(mirror, "refs/")).isEqualTo(before);
    assertThat(files()).isEqualTo(files);
    assertSound();
  }

  @Test
  void aComparisonBeforeTheFirstCloneMakesNoMirror() throws Exception {
    SyncOutcome outcome =
        sync.compare(
            request(rules(ChangePolicy.FOLLOW, Map.of())),
            (phase, fraction, bytes) -> {},
            new Cancellation());

    assertThat(outcome.refs().created()).isEqualTo(visible(upstream).size());
    assertThat(outcome.objects()).isZero();
    assertThat(Files.exists(mirror)).isFalse();
  }

  private long files() throws IOException {
    try (var all = Files.walk(mirror)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void aKeptTipIsRestoredAndStaysUntilTheUpstreamMovesOn() throws Exception {
    sync(ChangePolicy.FOLLOW);
    String main = tip(mirror, "refs/heads/main");
    forceAndDelete();
    sync(ChangePolicy.FOLLOW);
    String forced = tip(mirror, "refs/heads/main");
    MirrorRefs.KeptRef kept =
        refs.kept(mirror, part("MAIN", 0, 1)).items().stream().findFirst().orElseThrow();

    List<RefChange> undoing = new ArrayList<>();
    RefChange restored = refs.restore(mirror, kept, undoing::add, new Cancellation());

    assertThat(undoing)
        .containsExactly(new RefChange("refs/heads/main", main, forced, Type.FORCED));
    assertThat(restored).isEqualTo(new RefChange("refs/heads/main", forced, main, Type.FORCED));
    assertThat(tip(mirror, "refs/heads/main")).isEqualTo(main);
    assertThat(refs.kept(mirror, part("main", 0, 10)).items())
        .extracting(MirrorRefs.KeptRef::objectId)
        .containsExactly(main, forced);
    RefRules rejecting =
        rules(ChangePolicy.FOLLOW, Map.of("refs/heads/main", new Verdict(main, forced, false)));
    assertThat(sync(rejecting).heldBack())
        .extracting(HeldBack::reason)
        .containsExactly(Reason.REJECTED);
    assertThat(tip(mirror, "refs/heads/main")).isEqualTo(main);

    commit(upstream, "main", "the upstream moves on");
    assertThat(sync(rejecting).heldBack()).isEmpty();
    assertThat(visible(mirror)).isEqualTo(visible(upstream));
    assertSound();
  }

  @Test
  void aKeptTipIsNotRestoredWhereAnotherRefIsInItsWay() throws Exception {
    git(upstream, "branch", "x", "main");
    sync(ChangePolicy.FOLLOW);
    git(upstream, "branch", "-D", "x");
    git(upstream, "branch", "x/y", "main");
    sync(ChangePolicy.FOLLOW);
    MirrorRefs.KeptRef kept = refs.kept(mirror, part(null, 0, 1)).items().get(0);

    assertThatThrownBy(() -> refs.restore(mirror, kept, undoing -> {}, new Cancellation()))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.slug()).isEqualTo("ref-in-the-way"));
    assertThat(visible(mirror)).isEqualTo(visible(upstream));
    assertSound();
  }

  @Test
  @SuppressWarnings("try") // The lock is held, not asked.
  void whatUndoesARestoreIsToldAsTheMirrorIsOnceNobodyElseHasIt() throws Exception {
    sync(ChangePolicy.FOLLOW);
    String main = tip(mirror, "refs/heads/main");
    forceAndDelete();
    sync(ChangePolicy.FOLLOW);
    MirrorRefs.KeptRef kept = refs.kept(mirror, part("main", 0, 1)).items().get(0);
    BlockingQueue<RefChange> undoing = new LinkedBlockingQueue<>();
    CompletableFuture<RefChange> restored;
    String moved;
    try (MirrorLock syncing = MirrorLock.take(mirror, new Cancellation())) {
      restored =
          CompletableFuture.supplyAsync(
              () -> refs.restore(mirror, kept, undoing::add, new Cancellation()));
      assertThat(undoing.poll(300, TimeUnit.MILLISECONDS)).isNull();
      moved = commit(mirror, "main", "as a sync would");
    }
    assertThat(restored.get(60, TimeUnit.SECONDS).oldId()).isEqualTo(moved);
    assertThat(undoing).containsExactly(new RefChange("refs/heads/main", main, moved, Type.FORCED));

    assertThatThrownBy(
            () ->
                refs.restore(
                    mirror,
                    new MirrorRefs.KeptRef(kept.id(), kept.ref(), moved, kept.keptAt()),
                    refusing -> {
                      throw DomainException.conflict("already-syncing", "A sync has begun.");
                    },
                    new Cancellation()))
        .isInstanceOf(DomainException.class);
    assertThat(tip(mirror, "refs/heads/main")).isEqualTo(main);
    assertSound();
  }

  @Test
  void refsAreListedByNameAPartAtATime() throws Exception {
    sync(ChangePolicy.FOLLOW);

    MirrorRefs.Slice<MirrorRefs.NamedRef> tags = refs.refs(mirror, part("TAGS", 1, 2));

    assertThat(tags.total()).isEqualTo(4);
    assertThat(tags.items())
        .extracting(MirrorRefs.NamedRef::name)
        .containsExactly("refs/tags/v20", "refs/tags/v30");
    assertThat(refs.refs(temp.resolve("none.git"), part(null, 0, 10)).total()).isZero();
  }
}
