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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.refs.RefPlan;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.GitCredential;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;

/** Syncs from a stock Git server. */
class GitSyncTest {

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private Outbound outbound;
  private GitSync sync;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    Files.createDirectories(upstream);
    server = StockGitServer.start(temp.resolve("served"));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private SyncOutcome sync() throws SyncFailure {
    return sync(server.url("up.git"), null);
  }

  private SyncOutcome sync(String url, GitCredential credential) throws SyncFailure {
    return sync.sync(request(url, credential), (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private SyncRequest request(String url, GitCredential credential) {
    return new SyncRequest(
        mirror,
        url,
        new UpstreamAccess(credential),
        RefRules.ALL,
        SyncLimits.of(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(2)));
  }

  private static Set<String> refs(Path bare) throws IOException {
    Set<String> refs = new TreeSet<>();
    git(bare, "for-each-ref", "--format=%(objectname) %(refname)")
        .lines()
        .filter(line -> !line.contains(" refs/sluice/"))
        .forEach(refs::add);
    return refs;
  }

  private void assertEqual() throws IOException {
    Set<String> theirs = new TreeSet<>();
    for (String line :
        git(upstream, "ls-remote", "-q", "--refs", server.url("up.git")).split("\n")) {
      if (!line.isBlank() && !line.contains("refs/pull/")) {
        theirs.add(line.replace('\t', ' '));
      }
    }
    assertThat(refs(mirror)).isEqualTo(theirs);
    if (!theirs.isEmpty()) {
      assertThat(git(mirror, "symbolic-ref", "HEAD"))
          .isEqualTo(git(upstream, "symbolic-ref", "HEAD"));
    }
    assertThat(
            git(mirror, "fsck", "--full", "--strict")
                .lines()
                .filter(l -> !l.startsWith("dangling")))
        .isEmpty();
    try (var files = Files.walk(mirror)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .noneMatch(
              n ->
                  n.startsWith("incoming_")
                      || n.endsWith(".lock")
                      || n.startsWith("sluice-sync")
                      || n.endsWith(".keep"));
    }
  }

  @Test
  void mirrorIsEqualAfterEveryKindOfChange() throws Exception {
    GitCommand.generate(upstream, 3000, 1);
    git(upstream, "update-ref", "refs/pull/1/head", "main");
    git(upstream, "update-ref", "refs/notes/commits", "main~3");
    git(upstream, "update-ref", "refs/odd/space/name", "main~4");

    SyncOutcome first = sync();
    assertThat(first.first()).isTrue();
    assertThat(first.changed()).isTrue();
    assertThat(first.head()).isEqualTo("refs/heads/main");
    assertThat(first.refCount()).isEqualTo(1 + 150 + 300 + 2);
    assertThat(first.refs().created()).isEqualTo(first.refCount());
    assertThat(first.objects()).isGreaterThan(9000);
    assertThat(first.bytes()).isGreaterThan(500_000);
    assertEqual();

    SyncOutcome again = sync();
    assertThat(again.first()).isFalse();
    assertThat(again.changed()).isFalse();
    assertThat(again.objects()).isZero();
    assertThat(again.digest()).isEqualTo(first.digest());

    commit(upstream, "fresh", "a new branch");
    commit(upstream, "main", "a fast-forward");
    git(upstream, "update-ref", "refs/heads/feature/f20", "v10^{commit}");
    commit(upstream, "feature/f20", "a force-push");
    git(upstream, "tag", "-d", "v10");
    git(upstream, "symbolic-ref", "HEAD", "refs/heads/fresh");
    SyncOutcome changed = sync();
    assertThat(changed.refs()).isEqualTo(new SyncOutcome.RefChanges(1, 1, 1, 1, true));
    assertThat(changed.head()).isEqualTo("refs/heads/fresh");
    assertEqual();
  }

  @Test
  void emptyUpstreamIsASyncWithoutRefs() throws Exception {
    git(upstream, "init", "-q", "--bare", "-b", "main", ".");
    SyncOutcome empty = sync();
    assertThat(empty.first()).isTrue();
    assertThat(empty.changed()).isFalse();
    assertThat(empty.refCount()).isZero();
    assertThat(empty.head()).isNull();
    assertEqual();
    assertThat(sync().first()).isFalse();

    commit(upstream, "main", "the first one");
    assertThat(sync().refs().created()).isEqualTo(1);
    assertEqual();

    git(upstream, "update-ref", "-d", "refs/heads/main");
    SyncOutcome emptied = sync();
    assertThat(emptied.refs().deleted()).isZero();
    assertThat(emptied.undecided()).isEqualTo(1);
    assertThat(emptied.refCount()).isEqualTo(1);
  }

  @Test
  void nameMayBecomeAFolderOfNamesAndBack() throws Exception {
    GitCommand.generate(upstream, 5, 4);
    git(upstream, "branch", "x/y", "main");
    git(upstream, "branch", "other", "main");
    sync();
    git(upstream, "branch", "-D", "x/y");
    git(upstream, "branch", "x", "main~1");
    git(upstream, "branch", "-D", "other");
    assertThat(sync().refs()).isEqualTo(new SyncOutcome.RefChanges(1, 0, 0, 2, false));
    assertEqual();
    git(upstream, "branch", "-D", "x");
    git(upstream, "branch", "x/y/z", "main~2");
    assertThat(sync().refs()).isEqualTo(new SyncOutcome.RefChanges(1, 0, 0, 1, false));
    assertEqual();
  }

  @Test
  void namesThatCannotStandTogetherAreLeftOut() {
    org.eclipse.jgit.lib.ObjectId id =
        org.eclipse.jgit.lib.ObjectId.fromString("1234567890123456789012345678901234567890");
    RefPlan plan =
        RefPlan.of(
            Map.of(
                "refs/heads/a",
                id,
                "refs/heads/x",
                id,
                "refs/heads/x/y",
                id,
                "refs/heads/bad..name",
                id,
                "refs/heads/" + "ü".repeat(200),
                id),
            Map.of("refs/heads/x", id, "refs/heads/gone", id));
    assertThat(plan.leftOut())
        .containsExactly(
            "refs/heads/bad..name",
            "refs/heads/x",
            "refs/heads/x/y",
            "refs/heads/" + "ü".repeat(200));
    assertThat(plan.wanted()).containsOnlyKeys("refs/heads/a");
    assertThat(plan.commands())
        .extracting(org.eclipse.jgit.transport.ReceiveCommand::getRefName)
        .containsExactlyInAnyOrder("refs/heads/a", "refs/heads/gone");
  }

  @Test
  void headIsRepairedByTheNextSync() throws Exception {
    GitCommand.generate(upstream, 30, 5);
    sync();
    git(mirror, "symbolic-ref", "HEAD", "refs/heads/feature/f20");
    SyncOutcome repaired = sync();
    assertThat(repaired.refs()).isEqualTo(new SyncOutcome.RefChanges(0, 0, 0, 0, true));
    assertEqual();
  }

  @Test
  void keptRefsOfSluiceAreNotTouched() throws Exception {
    GitCommand.generate(upstream, 30, 6);
    String digest = sync().digest();
    git(mirror, "update-ref", "refs/sluice/kept/1/heads/old", "main~3");
    SyncOutcome again = sync();
    assertThat(again.changed()).isFalse();
    assertThat(again.digest()).isEqualTo(digest);
    assertThat(git(mirror, "for-each-ref", "refs/sluice")).contains("refs/sluice/kept/1/heads/old");
  }

  @Test
  void digestIsThatOfTheSortedLines() throws Exception {
    GitCommand.generate(upstream, 40, 7);
    SyncOutcome outcome = sync();
    String lines =
        git(mirror, "for-each-ref", "--format=%(objectname) %(refname)")
            .lines()
            .sorted()
            .map(line -> line + "\n")
            .reduce("", String::concat);
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(outcome.digest()).isEqualTo(java.util.HexFormat.of().formatHex(digest));
    assertThat(outcome.sizeBytes()).isPositive();
  }

  @Test
  void credentialsOpenWhatIsClosed() throws Exception {
    GitCommand.generate(upstream, 10, 8);
    try (StockGitServer closed = StockGitServer.start(temp.resolve("served"), "bot", "pass:wörd")) {
      SyncFailure none =
          catchThrowableOfType(SyncFailure.class, () -> sync(closed.url("up.git"), null));
      assertThat(none.kind()).isEqualTo(SyncFailureKind.AUTH);
      SyncFailure wrong =
          catchThrowableOfType(
              SyncFailure.class,
              () -> sync(closed.url("up.git"), new GitCredential("bot", "hunter2")));
      assertThat(wrong.kind()).isEqualTo(SyncFailureKind.AUTH);
      assertThat(wrong.getMessage()).doesNotContain("hunter2");
      assertThat(sync(closed.url("up.git"), new GitCredential("bot", "pass:wörd")).refCount())
          .isEqualTo(2);
    }
  }

  @Test
  void killedProcessLeavesNothingThatTheNextSyncDoesNotTakeBack() throws Exception {
    GitCommand.generate(upstream, 400, 9);
    try (FaultyUpstream faulty = FaultyUpstream.before(server.url(""))) {
      String url = faulty.inFrontOf(server.url("up.git"));
      faulty.fault(FaultyUpstream.stallPackAfter(30_000));
      killInMidPack(faulty, url);
      assertThat(mirror).exists();
      assertThat(sync().first()).as("begun anew").isTrue();
      assertEqual();

      Set<String> before = refs(mirror);
      GitCommand.noise(upstream, "noise");
      killInMidPack(faulty, url);
      assertThat(refs(mirror)).isEqualTo(before);
      git(mirror, "fsck", "--full");
      assertThat(sync().refs().created()).isEqualTo(1);
      assertEqual();
    }
  }

  private void killInMidPack(FaultyUpstream faulty, String url) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                SyncInChild.class.getName(),
                mirror.toString(),
                url)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("child.log").toFile())
            .start();
    try {
      assertThat(faulty.awaitStalled(40))
          .as(() -> "stalled; the child said: " + temp.resolve("child.log"))
          .isTrue();
    } finally {
      child.destroyForcibly();
    }
    child.waitFor();
  }

  @Test
  void packThatWasNotCheckedIsTakenBack() throws Exception {
    GitCommand.generate(upstream, 20, 10);
    sync();
    // As after a kill between the end of a pack and the check: a mark, and a pack more than in it.
    Path packs = mirror.resolve("objects/pack");
    List<String> known;
    try (var files = Files.list(packs)) {
      known = files.map(f -> f.getFileName().toString()).toList();
    }
    List<String> mark = new ArrayList<>(List.of("fetching"));
    mark.addAll(known);
    mark.add("end");
    Files.write(mirror.resolve("sluice-sync"), mark);
    Files.writeString(packs.resolve("pack-0123456789012345678901234567890123456789.pack"), "half");
    Files.writeString(packs.resolve("gc_12.pack"), "half");
    Files.writeString(mirror.resolve("objects/incoming_1.pack"), "half");
    Files.writeString(mirror.resolve("packed-refs.lock"), "");
    Files.createDirectories(mirror.resolve("refs/heads/a"));
    Files.writeString(mirror.resolve("refs/heads/a/b.lock"), "");
    commit(upstream, "main", "one more");
    assertThat(sync().refs().fastForward()).isEqualTo(1);
    assertEqual();
    try (var files = Files.list(packs)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsAll(known)
          .noneMatch(name -> name.startsWith("gc_") || name.contains("0123456789012345678901234"));
    }
  }

  @Test
  void twoSyncsOfOneMirrorWaitForEachOther() throws Exception {
    GitCommand.generate(upstream, 300, 11);
    var one = Aside.supply(this::syncOrFail);
    var two = Aside.supply(this::syncOrFail);
    assertThat(
            List.of(one.get(60, TimeUnit.SECONDS).first(), two.get(60, TimeUnit.SECONDS).first()))
        .containsExactlyInAnyOrder(true, false);
    assertEqual();
  }

  private SyncOutcome syncOrFail() {
    try {
      return sync();
    } catch (SyncFailure failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void phasesComeInOrderAndBytesGrow() throws Exception {
    GitCommand.generate(upstream, 300, 12);
    List<SyncPhase> phases = new ArrayList<>();
    List<Long> counted = new ArrayList<>();
    sync.sync(
        request(server.url("up.git"), null),
        (phase, fraction, bytes) -> {
          phases.add(phase);
          counted.add(bytes);
          assertThat(Double.isNaN(fraction) || fraction >= 0 && fraction <= 1).isTrue();
        },
        new Cancellation());
    assertThat(phases).isSorted().containsAll(EnumSet.complementOf(EnumSet.of(SyncPhase.PUSHING)));
    assertThat(counted).isSorted();
    assertThat(counted.get(counted.size() - 1)).isPositive();
  }

  @Test
  void accountsGitConfigurationIsNotRead() throws Exception {
    PlainSystemReader.install();
    var reader = org.eclipse.jgit.util.SystemReader.getInstance();
    var files = org.eclipse.jgit.util.FS.DETECTED;
    assertThat(reader.openUserConfig(null, files).getFile()).isNull();
    assertThat(reader.openSystemConfig(null, files).getFile()).isNull();
    assertThat(reader.openJGitConfig(null, files).getFile()).isNull();
    // JGit notes there, in memory, what it measured about the file system; nothing else is in it.
    assertThat(reader.getUserConfig().getSections()).isSubsetOf("filesystem");
    assertThat(reader.getenv("GIT_DIR")).isNull();
  }

  @Test
  void discardedMirrorIsGoneAndLeftoversAreSwept() throws Exception {
    MirrorFolders folders = new MirrorFolders(temp.resolve("shelves"));
    java.util.UUID id = java.util.UUID.fromString("0198c0de-0000-7000-8000-abcdef012345");
    Path folder = folders.of(id);
    assertThat(folder).isEqualTo(temp.resolve("shelves/ab/" + id + ".git"));
    folders.discard(id);
    Files.createDirectories(folder.resolve("objects"));
    folders.discard(id);
    assertThat(folder).doesNotExist();
    assertThat(folder.getParent()).isEmptyDirectory();
    Files.createDirectories(folder.resolveSibling(id + ".1.discarded/objects"));
    Files.createDirectories(folder.resolve("objects"));
    assertThat(folders.sweep()).isEqualTo(1);
    assertThat(folder).exists();
  }
}
