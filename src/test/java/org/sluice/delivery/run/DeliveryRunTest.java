package org.sluice.delivery.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.Fault;
import org.sluice.delivery.FolderComparison;
import org.sluice.delivery.ModelReceiver;
import org.sluice.delivery.RandomHistory;
import org.sluice.delivery.ReceivedMessage;
import org.sluice.delivery.gate.SubscriberGate;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.FilePath;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.git.GitCommand;
import org.sluice.platform.Cancellation;

/** What a receiver has after runs, whatever was pushed and whatever it answered. */
class DeliveryRunTest {

  private static final List<String> ALL = List.of("**");
  private static final int CHUNKS = 6;
  private static final RetryDelays AT_ONCE = new RetryDelays(List.of(Duration.ofMillis(1)));

  @TempDir private Path folder;
  private RunBench bench;
  private ModelReceiver receiver;

  @BeforeEach
  void start() {
    bench = RunBench.inMemory(Duration.ofMillis(20));
    receiver = ModelReceiver.start();
    receiver.accept(bench.secret);
  }

  @AfterEach
  void stop() {
    receiver.close();
    bench.close();
  }

  /** Runs until nothing is left, or nothing goes on by itself. */
  private RunEnd deliver(UUID id, RandomHistory history, RandomHistory.Step step) {
    return deliver(id, history.bare(), step.commit());
  }

  private RunEnd deliver(UUID id, Path bare, String commit) {
    RunEnd end = bench.run(id, bare, commit, AT_ONCE);
    for (int again = 0; end.state() == RunEnd.State.WAITING && again < 500; again++) {
      pause(end);
      end = bench.run(id, bare, commit, AT_ONCE);
    }
    return end;
  }

  private static String tip(Path bare) throws IOException {
    return GitCommand.git(bare, "rev-parse", "main").strip();
  }

  private static void pause(RunEnd end) {
    LockSupport.parkUntil(end.until().toEpochMilli() + 1);
  }

  private void same(RandomHistory history, RandomHistory.Step step) {
    FolderComparison.assertEqual(
        history + " at " + step.commit(),
        FolderComparison.ofCommit(history.bare(), step.commit()),
        receiver.files("team/app"));
  }

  @Test
  void theReceiverHasEachCommitOfAHistory() throws IOException {
    RandomHistory history = RandomHistory.create(folder.resolve("a.git"), 7);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    for (int i = 0; i < history.steps().size(); i++) {
      RandomHistory.Step step = history.push(i);
      assertThat(deliver(id, history, step).state()).isEqualTo(RunEnd.State.SYNCED);
      same(history, step);
      Subscription now = bench.read(id);
      assertThat(now.status()).isEqualTo(SubscriptionStatus.SYNCED);
      assertThat(now.deliveredCommit()).isEqualTo(step.commit());
      assertThat(now.counts().delivered()).isEqualTo(now.counts().total());
    }
    assertThat(receiver.log())
        .extracting(ReceivedMessage::type)
        .startsWith("snapshot.started")
        .containsOnlyOnce("snapshot.completed");
  }

  @Test
  void whatWasPlannedBeforeIsSentOnce() throws IOException {
    RandomHistory history = RandomHistory.create(folder.resolve("c.git"), 11);
    RandomHistory.Step step = history.push(history.steps().size() - 1);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(500).times(5));
    RunEnd end = bench.run(id, history.bare(), step.commit(), AT_ONCE);
    assertThat(end.state()).isEqualTo(RunEnd.State.WAITING);
    List<UUID> planned =
        bench.deliveries.openAfter(id, null, 1000).stream().map(Delivery::id).toList();
    assertThat(planned).isNotEmpty();
    List<String> sentBefore = receiver.log().stream().map(ReceivedMessage::id).toList();
    assertThat(deliver(id, history, step).state()).isEqualTo(RunEnd.State.SYNCED);
    same(history, step);
    List<String> taken =
        receiver.log().subList(sentBefore.size(), receiver.log().size()).stream()
            .filter(each -> each.type().startsWith("file."))
            .map(ReceivedMessage::path)
            .toList();
    assertThat(taken).doesNotHaveDuplicates();
  }

  /** A bare repository of one commit with so many files. */
  private Path files(int count) throws IOException {
    Path bare = folder.resolve("many.git");
    GitCommand.git(folder, "init", "-q", "--bare", bare.toString());
    StringBuilder commands =
        new StringBuilder("commit refs/heads/main\ncommitter A <a@example.org> 0 +0000\ndata 0\n");
    for (int i = 0; i < count; i++) {
      commands.append("M 100644 inline f").append(i).append(".txt\ndata 1\nx\n");
    }
    GitCommand.git(
        bare,
        new ByteArrayInputStream(commands.toString().getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
    return bare;
  }

  @Test
  void aStoppedRunGoesOnAndSendsNothingTwice() throws IOException {
    Path bare = files(700);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    for (int stopAfter : List.of(150, 330)) {
      Cancellation cancellation = new Cancellation();
      RunWatch watch = new StopAfter(cancellation, stopAfter);
      assertThat(bench.run(id, bare, commit, AT_ONCE, watch, cancellation).state())
          .isEqualTo(RunEnd.State.STOPPED);
    }
    assertThat(bench.run(id, bare, commit, AT_ONCE).state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(receiver.log().stream().map(ReceivedMessage::path).filter(Objects::nonNull))
        .hasSize(700)
        .doesNotHaveDuplicates();
    assertThat(bench.read(id).counts().delivered()).isEqualTo(700);
  }

  @Test
  void whatManyWaitedForIsPlannedOnceTheyHaveArrived() throws IOException {
    Path bare = files(2 * Planner.PORTION + 600);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    Cancellation cancellation = new Cancellation();
    RunWatch watch = new StopAfter(cancellation, 10);
    assertThat(bench.run(id, bare, commit, AT_ONCE, watch, cancellation).state())
        .isEqualTo(RunEnd.State.STOPPED);
    assertThat(bench.deliveries.openAfter(id, null, 2000))
        .hasSizeGreaterThan(DeliveryRun.MOST_WAITING);
    assertThat(bench.run(id, bare, commit, AT_ONCE).state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(receiver.files("team/app")).hasSize(2 * Planner.PORTION + 600);
    assertThat(receiver.log()).noneMatch(ReceivedMessage::duplicate);
  }

  /** A subscription whose breaker stays open until somebody asks for a message. */
  private UUID subscribeToOneWhoseBreakerStaysOpen() {
    bench.close();
    bench = RunBench.inMemory(Duration.ofHours(1));
    receiver.accept(bench.secret);
    return bench.subscribe(receiver.url(), ALL, List.of());
  }

  /** Has the receiver answer so many files, the first ones, by 500 for ever. */
  private void failFirst(int count) {
    for (int i = 0; i < count; i++) {
      receiver.fail(Fault.status(500).about("f" + i + ".txt"));
    }
  }

  /** A run that may send one message at least. */
  private RunEnd probe(UUID id, Path bare) throws IOException {
    bench.gates.tryNow(bench.subscriber(), Instant.now());
    return bench.run(id, bare, tip(bare), AT_ONCE);
  }

  @Test
  void aFewThatAlwaysFailTakeNotEveryProbe() throws IOException {
    UUID id = subscribeToOneWhoseBreakerStaysOpen();
    Path bare = files(9);
    failFirst(SubscriberGate.FAILURES);
    assertThat(probe(id, bare).kind()).isEqualTo("BREAKER");
    assertThat(receiver.files("team/app")).isEmpty();
    probe(id, bare);
    assertThat(receiver.files("team/app")).containsOnlyKeys("f5.txt", "f6.txt", "f7.txt", "f8.txt");
    added(bare, "new.txt");
    probe(id, bare);
    assertThat(receiver.files("team/app")).containsKey("new.txt");
    added(bare, "newer.txt");
    bench.deliveries.retry(id);
    probe(id, bare);
    assertThat(receiver.files("team/app")).as("whoever asks").containsKey("newer.txt");
  }

  @Test
  void whoHasJustFailedLeavesTheNextProbeToOthers() throws IOException {
    UUID id = subscribeToOneWhoseBreakerStaysOpen();
    Path bare = files(SubscriberGate.FAILURES + 1);
    receiver.fail(Fault.status(500).to("file.created"));
    RunEnd failed = probe(id, bare);
    Instant open = bench.gates.enter(bench.subscriber(), Instant.now()).notBefore();
    assertThat(failed.until()).isBetween(open.plusSeconds(300), open.plusSeconds(360));
    RunEnd turnedAway = bench.run(id, bare, tip(bare), AT_ONCE);
    assertThat(turnedAway.kind()).isEqualTo("BREAKER");
    assertThat(turnedAway.until()).isEqualTo(open);
  }

  @Test
  void ofThoseThatFailedTheLeastTriedIsTheProbe() throws IOException {
    UUID id = subscribeToOneWhoseBreakerStaysOpen();
    Path bare = files(SubscriberGate.FAILURES + 1);
    receiver.fail(Fault.status(500).to("file.created"));
    probe(id, bare);
    probe(id, bare);
    assertThat(bench.deliveries.openAfter(id, null, 10))
        .hasSize(SubscriberGate.FAILURES + 1)
        .allMatch(each -> each.attempts() == 1);
    receiver.heal();
    failFirst(SubscriberGate.FAILURES);
    for (int run = 0; run < SubscriberGate.FAILURES; run++) {
      assertThat(probe(id, bare).kind()).isEqualTo("BREAKER");
      assertThat(receiver.files("team/app")).isEmpty();
    }
    probe(id, bare);
    assertThat(receiver.files("team/app")).containsOnlyKeys("f5.txt");
  }

  /** Stops a run once so many files were taken. */
  private static final class StopAfter implements RunWatch {

    private final Cancellation cancellation;
    private int left;

    private StopAfter(Cancellation cancellation, int left) {
      this.cancellation = cancellation;
      this.left = left;
    }

    @Override
    public void counted(int files, int arrived, int toSend) {
      // Only what is taken counts.
    }

    @Override
    public void taken(String path, boolean arrived, long bytes) {
      if (--left == 0) {
        cancellation.cancel(Cancellation.Cause.REQUESTED);
      }
    }
  }

  @Test
  void noFileComesBeforeItsSnapshotIsAnnounced() throws IOException {
    Path bare = files(3);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(500).to("snapshot.started").times(1));
    RetryDelays later = new RetryDelays(List.of(Duration.ofHours(1)));
    for (int run = 0; run < 2; run++) {
      RunEnd end = bench.run(id, bare, commit, later);
      assertThat(end.state()).isEqualTo(RunEnd.State.WAITING);
      assertThat(end.until()).isAfter(Instant.now().plusSeconds(600));
      assertThat(end.detail()).contains("500");
      assertThat(receiver.log()).hasSize(1);
    }
    assertThat(bench.deliveries.hurry(bench.subscriber(), Instant.now())).isEqualTo(1);
    assertThat(bench.run(id, bare, commit, later).state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(receiver.log())
        .extracting(ReceivedMessage::type)
        .containsExactly(
            "snapshot.started",
            "snapshot.started",
            "file.created",
            "file.created",
            "file.created",
            "snapshot.completed");
  }

  /** A commit of one file that goes in chunks. */
  private ConfigUpstream large() throws IOException {
    ConfigUpstream upstream = ConfigUpstream.create(folder.resolve("large.git"));
    byte[] content = new byte[(CHUNKS << 19) - 100];
    new Random(1).nextBytes(content);
    upstream.pushBytes("main", null, Map.of("large", content));
    return upstream;
  }

  /** Does something once the receiver has taken the second chunk, before it says so. */
  private void afterTheSecondChunk(Runnable deed) {
    receiver.tell(
        message -> {
          if (message.id().endsWith("-1")) {
            deed.run();
          }
        });
  }

  private void rest() {
    Instant now = Instant.now();
    bench.gates.askedToRest(bench.subscriber(), now, now.plusSeconds(3600));
  }

  private static List<Integer> chunks(ModelReceiver who) {
    return who.log().stream()
        .filter(each -> each.path() != null)
        .map(each -> each.data().at("/file/chunk/index").asInt())
        .toList();
  }

  private static void assertHas(ModelReceiver who, ConfigUpstream upstream) throws IOException {
    String commit = upstream.head("main");
    FolderComparison.assertEqual(
        commit, FolderComparison.ofCommit(upstream.folder(), commit), who.files("team/app"));
  }

  @Test
  void whatArrivedOfAFileIsNotSentAgainAfterTheGateWasShut() throws IOException {
    ConfigUpstream upstream = large();
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    afterTheSecondChunk(this::rest);
    RunEnd end = bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE);
    assertThat(end.kind()).isEqualTo("RESTING");
    assertThat(bench.deliveries.openAfter(id, null, 10))
        .singleElement()
        .satisfies(
            waits -> {
              assertThat(waits.progress().chunksTaken()).isEqualTo(2);
              assertThat(waits.attempts()).isZero();
            });
    assertThat(bench.read(id).retryCount()).isZero();
    bench.gates.reset(bench.subscriber());
    assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).state())
        .isEqualTo(RunEnd.State.SYNCED);
    assertThat(chunks(receiver)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(receiver.log()).noneMatch(ReceivedMessage::duplicate);
    assertHas(receiver, upstream);
  }

  @Test
  void whatArrivedOfAFileIsNotSentAgainAfterTheRunWasStopped() throws IOException {
    ConfigUpstream upstream = large();
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    Cancellation cancellation = new Cancellation();
    receiver.fail(Fault.status(500).about("large").times(1));
    assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).kind())
        .isEqualTo("NOT_TAKEN");
    bench.deliveries.hurry(bench.subscriber(), Instant.EPOCH);
    afterTheSecondChunk(() -> cancellation.cancel(Cancellation.Cause.REQUESTED));
    RunEnd end =
        bench.run(
            id, upstream.folder(), upstream.head("main"), AT_ONCE, RunWatch.NOBODY, cancellation);
    assertThat(end.state()).isEqualTo(RunEnd.State.STOPPED);
    assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).state())
        .isEqualTo(RunEnd.State.SYNCED);
    assertThat(chunks(receiver)).startsWith(0, 0, 1).endsWith(2, 3, 4, 5);
    assertHas(receiver, upstream);
  }

  @Test
  void whoIsElsewhereIsSentAFileFromItsBeginning() throws IOException {
    ConfigUpstream upstream = large();
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    try (ModelReceiver other = ModelReceiver.start()) {
      other.accept(bench.secret);
      afterTheSecondChunk(() -> bench.move(other.url()));
      assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).state())
          .isEqualTo(RunEnd.State.SYNCED);
      assertThat(chunks(receiver)).containsExactly(0, 1);
      assertThat(chunks(other)).containsExactly(0, 1, 2, 3, 4, 5);
      assertHas(other, upstream);
    }
  }

  @Test
  void whatArrivedAtAFormerEndpointIsNotRecordedOfAnother() throws IOException {
    ConfigUpstream upstream = large();
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    try (ModelReceiver other = ModelReceiver.start()) {
      other.accept(bench.secret);
      afterTheSecondChunk(
          () -> {
            bench.move(other.url());
            rest();
          });
      assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).kind())
          .isEqualTo("RESTING");
      assertThat(bench.deliveries.openAfter(id, null, 10))
          .singleElement()
          .satisfies(waits -> assertThat(waits.progress().chunksTaken()).isZero());
      bench.gates.reset(bench.subscriber());
      assertThat(bench.run(id, upstream.folder(), upstream.head("main"), AT_ONCE).state())
          .isEqualTo(RunEnd.State.SYNCED);
      assertThat(chunks(other)).containsExactly(0, 1, 2, 3, 4, 5);
      assertHas(other, upstream);
    }
  }

  @Test
  void aFileThatIsRefusedForEverHoldsUpNoOther() throws IOException {
    RandomHistory history = RandomHistory.create(folder.resolve("b.git"), 3);
    RandomHistory.Step step = history.push(0);
    String refused = FolderComparison.ofCommit(history.bare(), step.commit()).firstKey();
    receiver.fail(Fault.status(422).about(refused));
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    RunEnd end = deliver(id, history, step);
    assertThat(end.state()).isEqualTo(RunEnd.State.FAILED);
    assertThat(end.detail()).contains(refused);
    assertThat(bench.read(id).status()).isEqualTo(SubscriptionStatus.FAILED);
    assertThat(bench.deliveries.refused(id, 10))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.status()).isEqualTo(DeliveryStatus.QUARANTINED);
              assertThat(each.attempts()).isEqualTo(3);
              assertThat(each.last().httpStatus()).isEqualTo(422);
            });
    receiver.heal();
    bench.deliveries.retry(id);
    assertThat(deliver(id, history, step).state()).isEqualTo(RunEnd.State.SYNCED);
    same(history, step);
  }

  /** Adds one file to a repository that {@link #files} made; returns the new commit. */
  private static String added(Path bare, String name) throws IOException {
    String commands =
        "commit refs/heads/main\ncommitter A <a@example.org> 1 +0000\ndata 0\n"
            + "from refs/heads/main^0\nM 100644 inline "
            + name
            + "\ndata 1\ny\n";
    GitCommand.git(
        bare,
        new ByteArrayInputStream(commands.getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
    return tip(bare);
  }

  @Test
  void howeverManyAreRefusedForEverTheOthersArrive() throws IOException {
    Path bare = files(DeliveryRun.MOST_WAITING + 50);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(422).to("file.created"));
    String commit = tip(bare);
    assertThat(deliver(id, bare, commit).kind()).isEqualTo("REFUSED");
    assertThat(bench.read(id).counts().refused()).isEqualTo(DeliveryRun.MOST_WAITING + 50);
    receiver.heal();
    commit = added(bare, "new.txt");
    assertThat(deliver(id, bare, commit).kind()).isEqualTo("REFUSED");
    assertThat(receiver.files("team/app")).containsOnlyKeys("new.txt");
  }

  @Test
  void aTimeToComeAgainThatIsNoneIsTakenForAFailure() throws IOException {
    Path bare = files(1);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(503, Map.of("Retry-After", "0")).to("file.created"));
    RetryDelays later = new RetryDelays(List.of(Duration.ofHours(1)));
    RunEnd end = bench.run(id, bare, commit, later);
    assertThat(end.kind()).isEqualTo("NOT_TAKEN");
    assertThat(end.until()).isAfter(Instant.now().plusSeconds(600));
  }

  @Test
  void noTimeToComeAgainIsMoreThanADayAway() throws IOException {
    Path bare = files(1);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(
        Fault.status(429, Map.of("Retry-After", "1760000000")).to("file.created").times(1));
    assertThat(bench.run(id, bare, commit, AT_ONCE).until())
        .isBefore(Instant.now().plus(Duration.ofHours(25)));
  }

  @Test
  void afterAllDelaysWhoAsksToComeSoonIsLeftAloneAsLongAsTheLast() throws IOException {
    Path bare = files(1);
    String commit = tip(bare);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(429, Map.of("Retry-After", "1")).to("file.created"));
    RetryDelays later = new RetryDelays(List.of(Duration.ofHours(1)));
    RunEnd first = bench.run(id, bare, commit, later);
    assertThat(first.until()).isBefore(Instant.now().plusSeconds(5));
    pause(first);
    assertThat(bench.run(id, bare, commit, later).until()).isAfter(Instant.now().plusSeconds(600));
  }

  @Test
  void aSnapshotThatGrewIsSaidToBeCompleteWhenAllHasArrived() throws IOException {
    Path bare = files(1);
    UUID id = bench.subscribe(receiver.url(), ALL, List.of());
    receiver.fail(Fault.status(500).to("snapshot.completed").times(1));
    String commit = tip(bare);
    assertThat(bench.run(id, bare, commit, AT_ONCE).kind()).isEqualTo("NOT_TAKEN");
    bench.deliveries.hurry(bench.subscriber(), Instant.EPOCH);
    bench.files.again(id, FilePath.of("f0.txt"));
    assertThat(deliver(id, bare, commit).state()).isEqualTo(RunEnd.State.SYNCED);
    assertThat(receiver.log())
        .extracting(ReceivedMessage::type)
        .containsExactly(
            "snapshot.started",
            "file.created",
            "snapshot.completed",
            "file.created",
            "snapshot.completed");
  }
}
