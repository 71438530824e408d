package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.CareReport;
import org.sluice.git.care.MirrorCare;
import org.sluice.git.care.MirrorRepair;
import org.sluice.git.disk.MirrorFiles;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushRequest;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;
import org.sluice.testing.Waiting;

/** A process that is killed in the middle of anything leaves a mirror that is whole. */
@Timeout(300)
class KillTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many moments are tried; the long drills try many more. */
  private static final int MOMENTS = Integer.getInteger("sluice.test.kills", 2);

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private Outbound outbound;
  private GitSync sync;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 100, 4);
    server = StockGitServer.start(temp.resolve("served"));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
    sync();
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

  private CareReport care() throws IOException {
    return new MirrorCare()
        .care(
            new CareOrder(
                mirror, CareOrder.Check.HISTORY, Duration.ofDays(30), new DiskReserve(0, 100)),
            new Cancellation());
  }

  private static String refs(Path folder) throws IOException {
    return git(
        folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags");
  }

  /** Stock git finds it whole, whatever a kill left beside. */
  private void assertServed(String... states) throws IOException {
    git(mirror, "fsck", "--full", "--no-dangling");
    assertThat(refs(mirror)).isIn((Object[]) states);
  }

  private void assertClean() throws IOException {
    git(mirror, "fsck", "--full", "--strict", "--no-dangling");
    assertThat(refs(mirror)).isEqualTo(refs(upstream));
    try (Stream<Path> all = Files.walk(mirror)) {
      assertThat(all.map(each -> mirror.relativize(each).toString()))
          .noneMatch(
              each ->
                  each.matches(
                      ".*(\\.lock|incoming_.*|gc_.*|gc\\.pid|tmp_.*|_tmp|sluice-(sync|ready).*)"));
    }
    assertThat(MirrorSwap.beside(mirror)).doesNotExist();
  }

  /** A change with many refs, some forced, some deleted, some new. */
  private void change(int round) throws IOException {
    StringBuilder moves = new StringBuilder();
    for (int i = 0; i < 600; i++) {
      moves.append("update refs/heads/many/").append(i).append(" refs/heads/main~");
      moves.append((i + 7 * round) % 50).append('\n');
    }
    git(
        upstream,
        new ByteArrayInputStream(moves.toString().getBytes(StandardCharsets.UTF_8)),
        "update-ref",
        "--stdin");
    git(upstream, "pack-refs", "--all");
    GitCommand.commit(upstream, "main", "round " + round);
  }

  private Process child(Path log, String what, String stop) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            SyncInChild.class.getName(),
            mirror.toString(),
            server.url("up.git"),
            what,
            stop)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private void kill(Process child) throws InterruptedException {
    child.destroyForcibly();
    child.waitFor();
  }

  private static void awaitLine(Path log, Process child, String line) {
    Waiting.until(
        "the child says " + line,
        PATIENCE,
        () -> Files.readString(log),
        said -> said.contains(line) || !child.isAlive());
    assertThat(log).content().contains(line);
  }

  /** Kills it at a moment of its own after a line, earlier than the time that it takes. */
  private void killAfter(String line, String what, int moment, long span) throws Exception {
    Path log = temp.resolve(what + moment + ".log");
    Process child = child(log, what, "");
    try {
      awaitLine(log, child, line);
      LockSupport.parkNanos(span * moment / MOMENTS);
    } finally {
      kill(child);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NEGOTIATING", "CHECKING", "UPDATING"})
  void killBeforeRefsMoveLeavesTheOldOnes(String phase) throws Exception {
    String before = refs(mirror);
    change(1);
    Path log = temp.resolve("child.log");
    Process child = child(log, "sync", phase);
    try {
      awaitLine(log, child, "STOPPED");
    } finally {
      kill(child);
    }
    assertServed(before);
    sync();
    assertClean();
  }

  @Test
  void killAfterRefsMovedAndBeforeTheRecordLeavesTheNewOnes() throws Exception {
    change(1);
    Path log = temp.resolve("child.log");
    Process child = child(log, "sync", "END");
    try {
      awaitLine(log, child, "STOPPED");
    } finally {
      kill(child);
    }
    assertServed(refs(upstream));
    assertThat(sync().changed()).isFalse();
    assertClean();
  }

  @Test
  void killWhileRefsMoveLeavesTheOldOnesOrTheNewOnes() throws Exception {
    for (int moment = 0; moment < MOMENTS; moment++) {
      String before = refs(mirror);
      change(moment);
      killAfter("UPDATING", "sync", moment, Duration.ofMillis(100).toNanos());
      assertServed(before, refs(upstream));
      sync();
      assertClean();
    }
  }

  /** What is in the way of another ref goes first, then all else moves, then HEAD. */
  @ParameterizedTest
  @ValueSource(strings = {"GONE", "MADE"})
  void killBetweenTheMovesOfRefsIsMadeGoodByTheNext(String where) throws Exception {
    git(upstream, "branch", "room/inner", "main");
    sync();
    boolean between = false;
    for (int attempt = 0; attempt < 20 && !between; attempt++) {
      String gone = "refs/heads/room" + (attempt % 2 == 0 ? "/inner" : "");
      String made = "refs/heads/room" + (attempt % 2 == 0 ? "" : "/inner");
      String before = refs(mirror);
      change(attempt);
      git(upstream, "update-ref", "-d", gone);
      git(upstream, "update-ref", made, "refs/heads/main~" + attempt);
      git(upstream, "symbolic-ref", "HEAD", made);
      boolean isGone = where.equals("GONE");
      Process child =
          child(temp.resolve(attempt + ".log"), "sync", where + " " + (isGone ? gone : made));
      try {
        assertThat(child.waitFor()).isIn(0, 137);
      } finally {
        kill(child);
      }
      String now = refs(mirror);
      if (isGone) {
        between = now.equals(without(gone, before));
      } else {
        between = !git(mirror, "symbolic-ref", "HEAD").strip().equals(made);
      }
      if (between && isGone) {
        git(mirror, "fsck", "--full", "--no-dangling");
      } else {
        assertServed(refs(upstream));
      }
      sync();
      assertClean();
      assertThat(git(mirror, "symbolic-ref", "HEAD"))
          .isEqualTo(git(upstream, "symbolic-ref", "HEAD"));
    }
    assertThat(between).as("one of the kills fell between the moves").isTrue();
  }

  private static String without(String ref, String refs) {
    return refs.lines()
        .filter(line -> !line.startsWith(ref + " "))
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void killInMaintenanceLeavesTheMirrorWhole() throws Exception {
    for (int moment = 0; moment < MOMENTS; moment++) {
      addPacks(moment);
      sync();
      killAfter("BEGIN", "care", moment + 1, Duration.ofMillis(1200).toNanos());
      assertServed(refs(upstream));
      // Whatever the kill left, the next visit finds it whole, and ends what was begun.
      assertThat(care().result()).isIn(CareReport.Result.PACKED, CareReport.Result.SOUND);
      assertThat(MirrorFiles.packs(mirror)).hasSizeLessThan(MirrorCare.MOST_PACKS);
      assertThat(sync().changed()).isFalse();
      assertClean();
    }
  }

  /** More packs than may lie beside each other, of two hours ago. */
  private void addPacks(int round) throws IOException {
    for (int i = 0; i < MirrorCare.MOST_PACKS; i++) {
      String stream =
          "commit refs/heads/pack"
              + i
              + "\ncommitter T <t@example.org> 17000"
              + (10 + round)
              + "000 +0000\ndata 1\nx\nM 100644 inline f\ndata 2\n"
              + (10 + i)
              + "\n";
      for (Path each : List.of(upstream, mirror)) {
        git(
            each,
            new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)),
            "-c",
            "fastimport.unpackLimit=1",
            "fast-import",
            "--force",
            "--quiet");
      }
    }
    for (Path pack : MirrorFiles.packs(mirror)) {
      Files.setLastModifiedTime(pack, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }
  }

  @Test
  void killInARepairLeavesTheDamagedMirrorOrTheRepairedOne() throws Exception {
    for (int moment = 0; moment < MOMENTS; moment++) {
      MirrorFiles.markDamaged(mirror, "somebody says so");
      String before = refs(mirror);
      killAfter("BEGIN", "repair", moment + 1, Duration.ofMillis(2000).toNanos());
      assertServed(before);
      try {
        sync();
      } catch (SyncFailure stillDamaged) {
        assertThat(stillDamaged.kind()).isEqualTo(SyncFailureKind.CORRUPT_LOCAL);
        new MirrorRepair(sync)
            .repair(request(), (phase, fraction, bytes) -> {}, new Cancellation());
        sync();
      }
      assertClean();
    }
  }

  private Process pusher(Path log, String url) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            PushInChild.class.getName(),
            mirror.toString(),
            url)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** A rerun may come while the server still ends what the killed process asked of it. */
  private void assertPushedByARerun(Path downstream) throws IOException {
    SyncLimits limits = request().limits();
    PushRequest again =
        new PushRequest(mirror, server.url("down.git"), UpstreamAccess.ANONYMOUS, limits, null);
    try (GitPush push = new GitPush(outbound, Set.of("http"))) {
      Waiting.until(
          "a rerun makes the downstream equal",
          PATIENCE,
          () -> push.push(again, (phase, fraction, bytes) -> {}, new Cancellation()),
          outcome -> outcome.refusal().isEmpty() && outcome.remainder().isEmpty());
    }
    assertThat(refs(downstream)).isEqualTo(refs(mirror));
    git(downstream, "fsck", "--full", "--strict", "--no-dangling");
    git(mirror, "fsck", "--full", "--strict", "--no-dangling");
  }

  @Test
  void killInAPushIsMadeGoodByTheNext() throws Exception {
    Path downstream = temp.resolve("served/down.git");
    git(upstream, "init", "-q", "--bare", "-b", "main", downstream.toString());
    git(downstream, "config", "http.receivepack", "true");
    try (FaultyUpstream faulty = FaultyUpstream.before(server.url(""))) {
      for (int moment = 0; moment < MOMENTS; moment++) {
        change(moment);
        GitCommand.noise(upstream, "noise" + moment);
        sync();
        String before = refs(downstream);
        assertThat(before).isNotEqualTo(refs(mirror));
        boolean inThePack = moment == 0;
        faulty.fault(inThePack ? FaultyUpstream.stallPushAfter(20_000) : FaultyUpstream.passing());
        int asked = faulty.exchanges().size();
        Path log = temp.resolve("push" + moment + ".log");
        Process child = pusher(log, faulty.inFrontOf(server.url("down.git")));
        try {
          Waiting.until(
              "the child pushes",
              PATIENCE,
              faulty::exchanges,
              seen ->
                  !child.isAlive()
                      || seen.stream().skip(asked).anyMatch(FaultyUpstream.Exchange::isPush));
          if (inThePack) {
            assertThat(faulty.awaitStalled(PATIENCE.toSeconds())).isTrue();
          } else {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos() * moment / MOMENTS);
          }
        } finally {
          kill(child);
        }
        if (inThePack) {
          assertThat(log).content().isEmpty();
          assertThat(refs(downstream)).isEqualTo(before);
        }
        assertPushedByARerun(downstream);
      }
    }
  }
}
