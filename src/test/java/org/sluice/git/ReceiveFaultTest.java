package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.TooLargePackException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.Outbound;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;

/** Whatever ends a sync while a pack comes in, the mirror is what it was and serves its refs. */
@Timeout(120)
class ReceiveFaultTest {

  private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
  private static final DiskReserve NO_RESERVE = new DiskReserve(0, 100);

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private Path mounted;
  private StockGitServer server;
  private FaultyUpstream faulty;
  private Outbound outbound;
  private Duration idle = Duration.ofSeconds(20);
  private Duration deadline = Duration.ofSeconds(60);
  private long sizeLimit = Long.MAX_VALUE;
  private long objectLimit = Long.MAX_VALUE;
  private DiskReserve reserve = NO_RESERVE;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    GitCommand.generate(upstream, 200, 6);
    server = StockGitServer.start(temp.resolve("served"));
    faulty = FaultyUpstream.before(server.url(""));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  }

  @AfterEach
  void stop() throws Exception {
    if (mounted != null) {
      run("umount", mounted.toString());
    }
    if (server != null) {
      faulty.close();
      server.close();
      outbound.close();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private SyncOutcome sync() throws SyncFailure {
    try (GitSync sync = new GitSync(outbound, () -> Set.of("http"), () -> reserve)) {
      return sync.sync(
          new SyncRequest(
              mirror,
              faulty.inFrontOf(server.url("up.git")),
              UpstreamAccess.ANONYMOUS,
              RefRules.ALL,
              new SyncLimits(idle, deadline, deadline, sizeLimit, objectLimit)),
          (phase, fraction, bytes) -> {},
          new Cancellation());
    }
  }

  private SyncFailure failure() {
    SyncFailure failure = catchThrowableOfType(SyncFailure.class, this::sync);
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

  /** Adds one file that cannot be packed smaller, on a branch of its own. */
  private void addNoise(String branch, int size) throws IOException {
    addFile(branch, "main", noise(size));
  }

  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise);
    return noise;
  }

  /** Adds a file on a branch that begins at a commit, and gives its object. */
  private String addFile(String branch, String parent, byte[] content) throws IOException {
    String blob =
        git(upstream, new ByteArrayInputStream(content), "hash-object", "-w", "--stdin").strip();
    byte[] entry = ("100644 blob " + blob + "\tnoise\n").getBytes(StandardCharsets.UTF_8);
    String tree = git(upstream, new ByteArrayInputStream(entry), "mktree").strip();
    String commit = git(upstream, "commit-tree", tree, "-p", parent, "-m", branch).strip();
    git(upstream, "update-ref", "refs/heads/" + branch, commit);
    return blob;
  }

  private void failsAndLeavesAllAsItWas(SyncFailureKind kind) throws Exception {
    Map<String, Long> before = files();
    String refs = git(mirror, "for-each-ref");
    assertThat(failure().kind()).isEqualTo(kind);
    assertThat(files()).isEqualTo(before);
    assertThat(git(mirror, "for-each-ref")).isEqualTo(refs);
    git(mirror, "fsck", "--full", "--strict");
  }

  private void goesOnOnceAllIsWell() throws Exception {
    faulty.fault(FaultyUpstream.passing());
    sync();
    git(mirror, "fsck", "--full", "--strict");
    assertThat(git(mirror, "for-each-ref", "refs/heads"))
        .isEqualTo(git(upstream, "for-each-ref", "refs/heads"));
  }

  @ParameterizedTest(name = "{0} %")
  @ValueSource(ints = {10, 50, 99})
  void connectionThatIsCutIsANetworkFailure(int percent) throws Exception {
    sync();
    long listing = sync().bytes();
    addNoise("large", 2 << 20);
    Path first = mirror;
    // Another mirror shows how long the pack is.
    Path other = temp.resolve("mirrors/other.git");
    git(temp, "clone", "-q", "--mirror", "--no-hardlinks", first.toString(), other.toString());
    mirror = other;
    long pack = sync().bytes() - listing;
    mirror = first;
    assertThat(pack).isGreaterThan(2 << 20);
    faulty.fault(FaultyUpstream.cutPackAfter((int) (pack * percent / 100)));
    failsAndLeavesAllAsItWas(SyncFailureKind.NETWORK);
    goesOnOnceAllIsWell();
  }

  @Test
  void upstreamThatStallsIsATimeout() throws Exception {
    sync();
    addNoise("large", 1 << 20);
    idle = Duration.ofMillis(500);
    faulty.fault(FaultyUpstream.stallPackAfter(300_000));
    failsAndLeavesAllAsItWas(SyncFailureKind.TIMEOUT);
    idle = Duration.ofSeconds(20);
    goesOnOnceAllIsWell();
  }

  @Test
  void upstreamThatDripsIsEndedByTheDeadline() throws Exception {
    sync();
    addNoise("large", 1 << 20);
    deadline = Duration.ofMillis(1500);
    faulty.fault(FaultyUpstream.dripPackAfter(300_000, 20));
    failsAndLeavesAllAsItWas(SyncFailureKind.DEADLINE);
    deadline = Duration.ofSeconds(60);
    goesOnOnceAllIsWell();
  }

  @Test
  void packThatPassesTheSizeLimitIsNotReceivedToItsEnd() throws Exception {
    sync();
    addNoise("large", 4 << 20);
    sizeLimit = 2 << 20;
    faulty.fault(FaultyUpstream.dripPackAfter(3 << 20, 1));
    failsAndLeavesAllAsItWas(SyncFailureKind.QUOTA);
    sizeLimit = Long.MAX_VALUE;
    goesOnOnceAllIsWell();
  }

  @Test
  void mirrorThatIsOverItsLimitAsksForNoPack() throws Exception {
    sync();
    addNoise("more", 1000);
    sizeLimit = 1000;
    int asked = faulty.exchanges().size();
    failsAndLeavesAllAsItWas(SyncFailureKind.QUOTA);
    for (FaultyUpstream.Exchange each :
        faulty.exchanges().subList(asked, faulty.exchanges().size())) {
      assertThat(each.isPack()).isFalse();
    }
    sizeLimit = Long.MAX_VALUE;
    goesOnOnceAllIsWell();
  }

  private void isTooLarge() throws Exception {
    failsAndLeavesAllAsItWas(SyncFailureKind.QUOTA);
    assertThat(failure()).hasMessageContaining("sluice.mirror.object-limit");
  }

  @Test
  void smallPackThatUnpacksToALargeObjectIsNotReceived() throws Exception {
    sync();
    byte[] content = new byte[8 << 20];
    addFile("large", "main", content);
    content[0] = 1;
    addFile("large", "large", content);
    git(upstream, "repack", "-adfq");
    sizeLimit = 4 << 20;
    objectLimit = (8 << 20) - 1;
    isTooLarge();
    objectLimit++;
    goesOnOnceAllIsWell();
  }

  @Test
  void fileThatIsNoDeltaMayBeLarger() throws Exception {
    sync();
    addFile("large", "main", new byte[40 << 20]);
    objectLimit = 1 << 20;
    goesOnOnceAllIsWell();
  }

  @Test
  void firstCloneHasTheSameLimit() throws Exception {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      many.append("100644 blob ").append(EMPTY_BLOB).append("\tname-").append(i).append('\n');
    }
    git(upstream, InputStream.nullInputStream(), "hash-object", "-w", "--stdin");
    InputStream entries =
        new ByteArrayInputStream(many.toString().getBytes(StandardCharsets.UTF_8));
    String tree = git(upstream, entries, "mktree").strip();
    String commit = git(upstream, "commit-tree", tree, "-p", "main", "-m", "large").strip();
    git(upstream, "update-ref", "refs/heads/large", commit);
    objectLimit = 1 << 20;
    assertThat(failure().kind()).isEqualTo(SyncFailureKind.QUOTA);
    assertThat(mirror).doesNotExist();
    objectLimit = 2 << 20;
    sync();
  }

  @Test
  void packThatAnnouncesMoreObjectsThanThereIsMemoryForIsAQuotaFailure() {
    assertThat(
            FailureReader.other(
                    new TooLargePackException(1),
                    FailureReader.Stage.FETCHING,
                    "up.example",
                    false,
                    false)
                .kind())
        .isEqualTo(SyncFailureKind.QUOTA);
  }

  /** Puts the mirror on a disk of its own, where the machine lets the tests mount one. */
  private void mountSmallDisk() throws Exception {
    Path disk = Files.createDirectories(temp.resolve("disk"));
    boolean possible =
        run("mount", "-t", "tmpfs", "-o", "size=16m", "sluice-test", disk.toString());
    if (!possible) {
      System.out.println("SKIPPED: no small disk can be mounted here");
    }
    assumeTrue(possible);
    mounted = disk;
    mirror = disk.resolve("m.git");
  }

  @Test
  void packThatWouldUseTheReserveIsNotReceivedToItsEnd() throws Exception {
    mountSmallDisk();
    sync();
    addNoise("large", 20 << 20);
    reserve = DiskReserve.parse("6MiB");
    failsAndLeavesAllAsItWas(SyncFailureKind.DISK_FULL);
    git(upstream, "update-ref", "-d", "refs/heads/large");
    addNoise("small", 1 << 20);
    goesOnOnceAllIsWell();
  }

  @Test
  void diskThatIsFullIsToldAndTheMirrorStays() throws Exception {
    mountSmallDisk();
    sync();
    addNoise("large", 20 << 20);
    failsAndLeavesAllAsItWas(SyncFailureKind.DISK_FULL);
    git(upstream, "update-ref", "-d", "refs/heads/large");
    addNoise("small", 1 << 20);
    goesOnOnceAllIsWell();
  }

  @Test
  void diskWithoutRoomForAnythingIsToldBeforeAPackIsAskedFor() throws Exception {
    mountSmallDisk();
    sync();
    addNoise("more", 1000);
    Files.write(mounted.resolve("ballast"), new byte[14 << 20]);
    reserve = DiskReserve.parse("4MiB");
    failsAndLeavesAllAsItWas(SyncFailureKind.DISK_FULL);
    // Nothing to receive needs no room.
    git(upstream, "update-ref", "-d", "refs/heads/more");
    assertThat(sync().changed()).isFalse();
    Files.delete(mounted.resolve("ballast"));
    goesOnOnceAllIsWell();
  }
}
