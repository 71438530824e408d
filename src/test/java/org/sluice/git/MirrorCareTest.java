package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.CareReport;
import org.sluice.git.care.CareReport.Result;
import org.sluice.git.care.MirrorCare;
import org.sluice.git.care.MirrorRepair;
import org.sluice.git.disk.MirrorFiles;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.disk.MirrorRefs;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;
import org.sluice.platform.settings.DiskReserve;
import org.sluice.testing.Aside;

/** Mirrors are looked after, and what is damaged is found and repaired. */
@Timeout(120)
class MirrorCareTest {

  private static final DiskReserve NONE = new DiskReserve(0, 100);

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private Outbound outbound;
  private GitSync sync;
  private final MirrorCare care = new MirrorCare();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 60, 3);
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

  private SyncRequest request() {
    Duration minute = Duration.ofMinutes(1);
    return new SyncRequest(
        mirror,
        server.url("up.git"),
        UpstreamAccess.ANONYMOUS,
        RefRules.ALL,
        SyncLimits.of(minute, minute, minute));
  }

  private SyncOutcome sync() throws SyncFailure {
    return sync.sync(request(), (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private Optional<MirrorRepair.Repaired> repair() throws SyncFailure {
    return new MirrorRepair(sync)
        .repair(request(), (phase, fraction, bytes) -> {}, new Cancellation());
  }

  private SyncFailureKind failure() {
    return catchThrowableOfType(SyncFailure.class, this::sync).kind();
  }

  private CareReport care(CareOrder.Check check) throws IOException {
    return care.care(new CareOrder(mirror, check, Duration.ofDays(30), NONE), new Cancellation());
  }

  private static Path onlyPack(Path folder) throws IOException {
    List<Path> packs = MirrorFiles.packs(folder);
    assertThat(packs).hasSize(1);
    return packs.get(0);
  }

  private static String refs(Path folder) throws IOException {
    return git(folder, "for-each-ref", "--format=%(refname) %(objectname)");
  }

  private static void assertWhole(Path folder) throws IOException {
    git(folder, "fsck", "--full", "--strict", "--no-dangling");
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.map(each -> folder.relativize(each).toString()))
          .noneMatch(each -> each.matches(".*(\\.lock|incoming_.*|gc_.*|gc\\.pid|tmp_.*|_tmp)"))
          .noneMatch(each -> each.matches("sluice-(sync|ready|damaged|salvage).*"));
    }
  }

  private List<String> besides() throws IOException {
    try (Stream<Path> shelf = Files.list(mirror.getParent())) {
      return shelf.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  /** Adds packs of one commit each, of two hours ago. */
  private void addPacks(int count) throws IOException {
    addPacks(count, 2);
  }

  private void addPacks(int count, int size) throws IOException {
    for (int i = 0; i < count; i++) {
      StringBuilder content = new StringBuilder().append(i).append('\n');
      Random random = new Random(i);
      while (content.length() < size) {
        content.append(Long.toHexString(random.nextLong())).append('\n');
      }
      String stream =
          "commit refs/heads/pack"
              + i
              + "\ncommitter T <t@example.org> 1700000000 +0000\ndata 1\nx\nM 100644 inline f\ndata "
              + content.length()
              + "\n"
              + content;
      git(
          mirror,
          new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)),
          "-c",
          "fastimport.unpackLimit=1",
          "fast-import",
          "--quiet");
    }
    for (Path pack : MirrorFiles.packs(mirror)) {
      Files.setLastModifiedTime(pack, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
  }

  @Test
  void manyPacksBecomeFewWithBitmapAndCommitGraph() throws Exception {
    sync();
    addPacks(50);
    git(mirror, "update-ref", "refs/sluice/kept/20990101T000000000Z/heads/x", "refs/heads/pack7");
    git(mirror, "update-ref", "-d", "refs/heads/pack7");
    String before = refs(mirror);

    assertThat(care(CareOrder.Check.HISTORY).result()).isEqualTo(Result.PACKED);

    assertThat(MirrorFiles.packs(mirror)).hasSizeLessThan(4);
    assertThat(mirror.resolve("objects/info/commit-graph")).exists();
    try (Stream<Path> packs = Files.list(mirror.resolve("objects/pack"))) {
      assertThat(packs).anyMatch(each -> each.toString().endsWith(".bitmap"));
    }
    assertThat(refs(mirror)).isEqualTo(before);
    assertThat(mirror.resolve("packed-refs")).content().contains("refs/heads/pack9");
    assertWhole(mirror);
    assertThat(care(CareOrder.Check.HISTORY).result()).isEqualTo(Result.SOUND);
  }

  @Test
  void cloneThatIsBeingSentEndsWellWhileItsPacksAreReplaced() throws Exception {
    sync();
    addPacks(50, 60_000);
    Set<Path> old = Set.copyOf(MirrorFiles.packs(mirror));
    String tips = git(mirror, "for-each-ref", "--format=%(objectname)", "refs/heads");
    StringBuilder request = new StringBuilder();
    tips.lines().distinct().forEach(tip -> request.append("0032want ").append(tip).append('\n'));
    request.append("00000009done\n");
    Path copy = Files.createDirectories(temp.resolve("copy.git"));
    git(copy, "init", "-q", "--bare", ".");
    try (Repository repository =
            new FileRepositoryBuilder().setBare().setGitDir(mirror.toFile()).build();
        PipedInputStream in = new PipedInputStream(16 << 10);
        PipedOutputStream out = new PipedOutputStream(in)) {
      CompletableFuture<Void> sending =
          Aside.run(
              () -> {
                try (out) {
                  UploadPack upload = new UploadPack(repository);
                  upload.setBiDirectionalPipe(false);
                  upload.upload(
                      new ByteArrayInputStream(
                          request.toString().getBytes(StandardCharsets.US_ASCII)),
                      out,
                      null);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
      assertThat(new String(in.readNBytes(8), StandardCharsets.US_ASCII)).isEqualTo("0008NAK\n");
      byte[] begin = in.readNBytes(200_000);
      assertThat(sending).isNotDone();

      assertThat(care(CareOrder.Check.GLANCE).result()).isEqualTo(Result.PACKED);
      assertThat(old).noneMatch(Files::exists);

      git(
          copy,
          new SequenceInputStream(new ByteArrayInputStream(begin), in),
          "index-pack",
          "--stdin",
          "--strict");
      sending.get(30, TimeUnit.SECONDS);
    }
    for (String tip : tips.lines().toList()) {
      git(copy, "rev-list", "--objects", "--quiet", tip);
    }
  }

  @Test
  void packsOfTheLastHourAreLeftAlone() throws Exception {
    sync();
    addPacks(50);
    for (Path pack : MirrorFiles.packs(mirror)) {
      Files.setLastModifiedTime(pack, FileTime.from(Instant.now()));
    }
    assertThat(care(CareOrder.Check.BYTES).result()).isEqualTo(Result.SOUND);
    assertThat(MirrorFiles.packs(mirror)).hasSize(51);
  }

  @Test
  void expiredTipsGoAndOthersStay() throws Exception {
    sync();
    for (String time : List.of("20200101T000000000Z", "20990101T000000000Z", "someday")) {
      git(mirror, "update-ref", "refs/sluice/kept/" + time + "/heads/x", "refs/heads/main");
    }
    assertThat(care(CareOrder.Check.GLANCE).expired()).isEqualTo(1);
    assertThat(refs(mirror))
        .doesNotContain("kept/2020")
        .contains("kept/20990101T000000000Z/heads/x", "kept/someday/heads/x");
    assertWhole(mirror);
  }

  @Test
  void careDoesNotRunBesideASyncAndYieldsToOne() throws Exception {
    sync();
    try (MirrorLock held = MirrorLock.take(mirror, new Cancellation())) {
      assertThat(held).isNotNull();
      assertThat(care(CareOrder.Check.GLANCE).result()).isEqualTo(Result.BUSY);
    }
    Cancellation yielding = new Cancellation();
    MirrorLock caring = MirrorLock.takeYielding(mirror, yielding).orElseThrow();
    CompletableFuture<SyncOutcome> waiting =
        Aside.supply(
            () -> {
              try {
                return sync();
              } catch (SyncFailure failed) {
                throw new IllegalStateException(failed);
              }
            });
    CompletableFuture<Void> asked = new CompletableFuture<>();
    yielding.onCancel(() -> asked.complete(null));
    asked.get(30, TimeUnit.SECONDS);
    caring.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS).changed()).isFalse();
  }

  @Test
  void careThatYieldsLeavesTheMirrorAsItWas() throws Exception {
    sync();
    addPacks(50);
    Cancellation yielding = new Cancellation();
    yielding.cancel(Cancellation.Cause.REQUESTED);
    CareOrder order = new CareOrder(mirror, CareOrder.Check.GLANCE, Duration.ofDays(30), NONE);
    assertThat(care.care(order, yielding).result()).isEqualTo(Result.YIELDED);
    assertThat(MirrorFiles.packs(mirror)).hasSize(51);
    assertWhole(mirror);
  }

  @Test
  void packWhoseIndexDidNotComeBeforeAKillIsIndexedAnew() throws Exception {
    sync();
    Path pack = onlyPack(mirror);
    Path index = MirrorFiles.index(pack);
    // As after a kill between the renames of a pack and an index that take the places of others.
    git(temp, "clone", "-q", "--bare", "--no-local", mirror.toString(), "repacked.git");
    git(temp.resolve("repacked.git"), "repack", "-adfq", "--depth=1", "--window=2");
    Path other = onlyPack(temp.resolve("repacked.git"));
    Files.copy(other, pack, StandardCopyOption.REPLACE_EXISTING);
    assertThat(MirrorFiles.isPair(pack)).isFalse();
    Files.writeString(mirror.resolve("sluice-sync"), "caring\n");
    Files.writeString(mirror.resolve("gc.pid"), "1 somewhere");
    assertThat(index).exists();
    assertThat(sync().changed()).isFalse();
    assertThat(MirrorFiles.isPair(onlyPack(mirror))).isTrue();
    assertWhole(mirror);
    assertThat(care(CareOrder.Check.HISTORY).result()).isEqualTo(Result.SOUND);
  }

  @Test
  void packsAreNotRewrittenIntoTheReserve() throws Exception {
    sync();
    addPacks(50);
    CareOrder order =
        new CareOrder(
            mirror,
            CareOrder.Check.GLANCE,
            Duration.ofDays(30),
            new DiskReserve(Long.MAX_VALUE, 100));
    assertThat(care.care(order, new Cancellation()).result()).isEqualTo(Result.NO_ROOM);
    assertThat(MirrorFiles.packs(mirror)).hasSize(51);
  }

  @Test
  void truncatedPackIsFoundByASyncThatHasNothingToDo() throws Exception {
    sync();
    Path pack = onlyPack(mirror);
    pack.toFile().setWritable(true);
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertRepaired();
  }

  @Test
  void deletedPackIsFoundByASyncThatHasNothingToDo() throws Exception {
    sync();
    Path pack = onlyPack(mirror);
    Files.delete(pack);
    Files.delete(MirrorFiles.index(pack));
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertRepaired();
  }

  @Test
  void truncatedPackOfAMirrorWithoutAListIsFoundToo() throws Exception {
    sync();
    Path pack = onlyPack(mirror);
    Files.delete(mirror.resolve("sluice-packs"));
    assertThat(sync().changed()).isFalse();
    Files.delete(mirror.resolve("sluice-packs"));
    pack.toFile().setWritable(true);
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
  }

  @Test
  void changedByteIsFoundByReadingThePacks() throws Exception {
    sync();
    Path pack = onlyPack(mirror);
    pack.toFile().setWritable(true);
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 1);
    }
    assertThat(sync().changed()).isFalse();
    assertThat(care(CareOrder.Check.GLANCE).result()).isEqualTo(Result.SOUND);
    assertThat(care(CareOrder.Check.BYTES).result()).isEqualTo(Result.DAMAGED);
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertRepaired();
  }

  @Test
  void deletedObjectIsFoundByWalkingTheHistory() throws Exception {
    sync();
    loosen();
    String blob = git(mirror, "rev-parse", "main:dir1").strip();
    Files.delete(mirror.resolve("objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));
    assertThat(sync().changed()).isFalse();
    assertThat(care(CareOrder.Check.HISTORY).result()).isEqualTo(Result.DAMAGED);
    assertRepaired();
  }

  @Test
  void deletedTipComesAgainWithTheNextChange() throws Exception {
    sync();
    loosen();
    String tip = git(mirror, "rev-parse", "main").strip();
    Files.delete(mirror.resolve("objects/" + tip.substring(0, 2) + "/" + tip.substring(2)));
    commit(upstream, "main", "one more");
    assertThat(sync().refs().total()).isEqualTo(1);
    assertWhole(mirror);
  }

  @Test
  void deletedTreeIsFoundByASyncThatNeedsIt() throws Exception {
    sync();
    loosen();
    String tree = git(mirror, "rev-parse", "main^{tree}").strip();
    Files.delete(mirror.resolve("objects/" + tree.substring(0, 2) + "/" + tree.substring(2)));
    commit(upstream, "main", "one more");
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertRepaired();
  }

  /** Turns the pack into loose objects, as a mirror may have that another program made. */
  private void loosen() throws IOException {
    Path pack = onlyPack(mirror);
    Path aside = temp.resolve("aside.pack");
    Files.move(pack, aside);
    Files.delete(MirrorFiles.index(pack));
    git(mirror, Files.newInputStream(aside), "unpack-objects", "-q");
    Files.delete(mirror.resolve("sluice-packs"));
  }

  private void assertRepaired() throws Exception {
    assertThat(repair()).isPresent();
    sync();
    assertThat(refs(mirror)).isEqualTo(refs(upstream));
    assertWhole(mirror);
    assertThat(besides()).hasSize(2);
    assertThat(besides()).contains("m.git").anyMatch(each -> each.startsWith("m.quarantine-"));
    assertThat(care(CareOrder.Check.HISTORY).result()).isEqualTo(Result.SOUND);
  }

  @Test
  void repairSavesWhatOnlyTheDamagedMirrorHad() throws Exception {
    sync();
    addPacks(3);
    String kept = "refs/sluice/kept/20990101T000000000Z/heads/pack0";
    String lost = "refs/sluice/kept/20990101T000000000Z/heads/pack1";
    git(mirror, "update-ref", kept, "refs/heads/pack0");
    git(mirror, "update-ref", lost, "refs/heads/pack1");
    String keptId = git(mirror, "rev-parse", kept).strip();
    for (int i = 0; i < 3; i++) {
      git(mirror, "update-ref", "-d", "refs/heads/pack" + i);
    }
    String overwritten = git(mirror, "rev-parse", "main").strip();
    git(upstream, "update-ref", "refs/heads/main", "refs/heads/main~2");
    for (Path pack : MirrorFiles.packs(mirror)) {
      if (git(mirror, "verify-pack", "-v", MirrorFiles.index(pack).toString())
          .contains(git(mirror, "rev-parse", lost).strip())) {
        Files.delete(pack);
      }
    }
    MirrorFiles.markDamaged(mirror, "a pack is gone");

    MirrorRepair.Repaired repaired = repair().orElseThrow();

    assertThat(repaired.lostRefs()).isEqualTo(1);
    assertThat(git(mirror, "rev-parse", kept).strip()).isEqualTo(keptId);
    assertThat(refs(mirror)).doesNotContain(lost);
    // The upstream's change is the sync's to take, or to hold.
    assertThat(git(mirror, "rev-parse", "main").strip()).isEqualTo(overwritten);
    assertWhole(mirror);
    assertThat(sync().refs().forced()).isEqualTo(1);
    assertWhole(mirror);
  }

  @Test
  void repairKeepsWhatCannotStandBesideTheUpstreamsRefs() throws Exception {
    git(upstream, "update-ref", "refs/heads/x", "refs/heads/main~1");
    sync();
    String held = git(mirror, "rev-parse", "refs/heads/x").strip();
    git(upstream, "update-ref", "-d", "refs/heads/x");
    git(upstream, "update-ref", "refs/heads/x/y", "refs/heads/main");
    Files.delete(onlyPack(mirror));
    MirrorFiles.markDamaged(mirror, "the pack is gone");

    MirrorRepair.Repaired repaired = repair().orElseThrow();

    assertThat(repaired.lostRefs()).isZero();
    assertThat(git(mirror, "rev-parse", "refs/heads/x/y"))
        .isEqualTo(git(upstream, "rev-parse", "main"));
    assertThat(git(mirror, "for-each-ref", "--format=%(objectname) %(refname)", "refs/sluice/kept"))
        .matches(held + " refs/sluice/kept/[0-9TZ]+/heads/x\n");
    assertThat(new MirrorRefs().kept(mirror, new MirrorRefs.Part("x", false, 0, 9)).items())
        .extracting(MirrorRefs.KeptRef::ref)
        .containsExactly("refs/heads/x");
    assertWhole(mirror);
  }

  @Test
  void oneBadObjectCostsNoneOfManyTips() throws Exception {
    sync();
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < 1500; i++) {
      String name = String.format("%04d", i);
      kept.append("commit refs/sluice/kept/20990101T000000000Z/heads/").append(name);
      kept.append("\ncommitter it <it@example.com> 0 +0000\ndata 4\n").append(name).append("\n");
    }
    git(
        mirror,
        new ByteArrayInputStream(kept.toString().getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
    String bad = git(mirror, new ByteArrayInputStream(new byte[] {1}), "hash-object", "--stdin");
    git(mirror, new ByteArrayInputStream(new byte[] {1}), "hash-object", "-w", "--stdin");
    git(mirror, "update-ref", "refs/sluice/kept/20990101T000000000Z/tags/bad", bad.strip());
    Files.delete(
        mirror.resolve("objects").resolve(bad.substring(0, 2)).resolve(bad.strip().substring(2)));
    MirrorFiles.markDamaged(mirror, "an object is gone");

    MirrorRepair.Repaired repaired = repair().orElseThrow();

    assertThat(repaired.lostRefs()).isEqualTo(1);
    assertThat(git(mirror, "for-each-ref", "refs/sluice/kept").lines()).hasSize(1500);
    assertWhole(mirror);
  }

  @Test
  void mirrorThatCannotBeOpenedIsRepaired() throws Exception {
    sync();
    Files.writeString(mirror.resolve("packed-refs"), "this is no list of refs\n");
    assertThat(care(CareOrder.Check.GLANCE).result()).isEqualTo(Result.DAMAGED);
    assertRepaired();
    Files.delete(mirror.resolve("HEAD"));
    Files.delete(mirror.resolve("config"));
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertRepaired();
  }

  @Test
  void mirrorThatSomebodyElsePackedIsWhole() throws Exception {
    sync();
    addPacks(3);
    care(CareOrder.Check.GLANCE);
    git(mirror, "gc", "-q", "--prune=now");
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
    assertThat(repair()).isEmpty();
    sync();
    assertWhole(mirror);
    assertThat(besides()).containsExactly("m.git");
  }

  @Test
  void packThatWasNotCheckedIsMissedByNobody() throws Exception {
    sync();
    // As after a kill between the new list of packs and the end of the mark.
    Path packs = mirror.resolve("objects/pack");
    try (Stream<Path> known = Files.list(packs)) {
      Files.writeString(
          mirror.resolve("sluice-sync"),
          "fetching\n" + known.map(each -> each.getFileName() + "\n").reduce("", String::concat));
    }
    addPacks(1);
    MirrorFiles.remember(mirror);
    git(mirror, "update-ref", "-d", "refs/heads/pack0");
    assertThat(sync().changed()).isFalse();
    assertWhole(mirror);
  }

  @Test
  void repairThatFailsLeavesTheMirrorAsItIs() throws Exception {
    sync();
    MirrorFiles.markDamaged(mirror, "somebody says so");
    String before = refs(mirror);
    Files.move(upstream, upstream.resolveSibling("away.git"));
    assertThat(catchThrowableOfType(SyncFailure.class, this::repair).kind())
        .isEqualTo(SyncFailureKind.NOT_FOUND);
    assertThat(refs(mirror)).isEqualTo(before);
    assertThat(besides()).containsExactly("m.git");
    assertThat(failure()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
  }

  @Test
  void swapThatAKillBrokeOffIsEnded() throws Exception {
    sync();
    for (boolean emptyPlace : List.of(false, true)) {
      Path beside = MirrorSwap.beside(mirror);
      git(temp, "clone", "-q", "--mirror", upstream.toString(), beside.toString());
      Files.writeString(beside.resolve("description"), "the new one");
      MirrorSwap.ready(mirror);
      if (emptyPlace) {
        Files.move(mirror, mirror.resolveSibling("m.quarantine-20990101T000000000Z"));
      }
      assertThat(sync().changed()).isFalse();
      assertThat(mirror.resolve("description")).content().isEqualTo("the new one");
      assertThat(beside).doesNotExist();
      assertWhole(mirror);
    }
  }

  @Test
  void sweepEndsSwapsAndForgetsOldQuarantines() throws Exception {
    Path root = temp.resolve("root");
    MirrorFolders folders = new MirrorFolders(root);
    UUID id = Ids.next();
    mirror = folders.of(id);
    sync();
    Path old = mirror.resolveSibling(id + ".quarantine-20200101T000000000Z");
    Path young = mirror.resolveSibling(id + ".quarantine-20990101T000000000Z");
    Path unready = MirrorSwap.beside(folders.of(Ids.next()));
    for (Path each : List.of(old, young, unready)) {
      Files.createDirectories(each);
    }
    git(temp, "clone", "-q", "--mirror", upstream.toString(), MirrorSwap.beside(mirror).toString());
    Files.writeString(MirrorSwap.beside(mirror).resolve("description"), "the new one");
    MirrorSwap.ready(mirror);
    folders.sweep();
    assertThat(mirror.resolve("description")).content().isEqualTo("the new one");
    assertThat(old).doesNotExist();
    assertThat(unready).doesNotExist();
    assertThat(besides()).noneMatch(each -> each.endsWith(".repair"));
  }
}
