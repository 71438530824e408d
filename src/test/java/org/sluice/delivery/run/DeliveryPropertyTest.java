package org.sluice.delivery.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.delivery.Fault;
import org.sluice.delivery.FolderComparison;
import org.sluice.delivery.ModelReceiver;
import org.sluice.delivery.RandomHistory;
import org.sluice.delivery.ReceivedMessage;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;

/**
 * Whatever is pushed, whatever the receiver does, and wherever a run breaks off: in the end the
 * receiver has the commit. Two hundred histories, each from a seed that its failure names.
 */
@Timeout(240)
class DeliveryPropertyTest {

  private static final int HISTORIES = 200;
  private static final RetryDelays AT_ONCE = new RetryDelays(List.of(Duration.ofMillis(1)));

  /** What happens to a run besides what it is for. */
  private enum Trouble {
    /** The receiver answers otherwise, or not at all, before it takes the message or after. */
    FAULT,
    /** The process ends between the answer and its record. */
    CRASH,
    /** Somebody stops the run. */
    CANCEL,
    /** Everything is to be sent again. */
    RESYNC,
    /** Everything was to be sent again, until somebody thought better of it. */
    CANCELLED_RESYNC
  }

  /** The end of the process. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @TempDir private Path temp;
  private static RunBench bench;

  @BeforeAll
  static void start() {
    bench = RunBench.inMemory(Duration.ofMillis(5));
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  @Test
  void inTheEndTheReceiverHasTheCommit() throws IOException {
    for (long seed = 0; seed < HISTORIES; seed++) {
      RandomHistory history = RandomHistory.create(temp.resolve("quiet" + seed), seed);
      try (ModelReceiver receiver = ModelReceiver.start()) {
        receiver.accept(bench.secret);
        UUID id = bench.subscribe(receiver.url(), List.of("**"), List.of());
        for (int step = 0; step < history.steps().size(); step++) {
          deliver(history, step, id, receiver);
        }
        assertThat(receiver.log())
            .as(history.toString())
            .allMatch(ReceivedMessage::taken)
            .noneMatch(ReceivedMessage::duplicate)
            .noneMatch(ReceivedMessage::displaced)
            .noneMatch(ReceivedMessage::previousWrong);
      }
    }
  }

  @Test
  void soItHasAfterEveryTrouble() throws IOException {
    Set<Trouble> seen = EnumSet.noneOf(Trouble.class);
    int duplicates = 0;
    for (long seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      RandomHistory history = RandomHistory.create(temp.resolve("rough" + seed), seed);
      try (ModelReceiver receiver = ModelReceiver.start()) {
        receiver.accept(bench.secret);
        UUID id = bench.subscribe(receiver.url(), List.of("**"), List.of());
        for (int step = 0; step < history.steps().size(); step++) {
          for (int run = random.nextInt(3); run > 0; run--) {
            Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
            seen.add(trouble);
            meet(trouble, history, step, id, receiver, random);
          }
          if (random.nextInt(3) == 0 || step == history.steps().size() - 1) {
            receiver.heal();
            bench.deliveries.retry(id);
            deliver(history, step, id, receiver);
          }
        }
        duplicates += (int) receiver.log().stream().filter(ReceivedMessage::duplicate).count();
        assertThat(sameIdSameContent(receiver.log())).as(history.toString()).isEmpty();
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(Trouble.values());
    assertThat(duplicates).isGreaterThan(HISTORIES);
  }

  /** Runs until everything has arrived, and compares. */
  private void deliver(RandomHistory history, int step, UUID id, ModelReceiver receiver) {
    RandomHistory.Step pushed = history.steps().get(step);
    RunEnd end = null;
    for (int run = 0; run < 100 && (end == null || end.state() == RunEnd.State.WAITING); run++) {
      if (end != null) {
        LockSupport.parkUntil(end.until().toEpochMilli() + 1);
      }
      end = bench.run(id, history.bare(), pushed.commit(), AT_ONCE);
    }
    assertThat(end.state())
        .as("push %s of %s: %s, open are %s", step, history, end, open(id))
        .isEqualTo(RunEnd.State.SYNCED);
    FolderComparison.assertEqual(
        "push " + step + " of " + history, pushed.files(), receiver.files("team/app"));
  }

  private static List<String> open(UUID id) {
    return bench.deliveries.openAfter(id, null, 3).stream()
        .map(each -> each.event() + " of " + each.path() + ", " + each.last())
        .toList();
  }

  private void meet(
      Trouble trouble,
      RandomHistory history,
      int step,
      UUID id,
      ModelReceiver receiver,
      Random random) {
    UUID job = Ids.next();
    if (trouble == Trouble.RESYNC || trouble == Trouble.CANCELLED_RESYNC) {
      bench.subscriptions.beginGeneration(id, job);
    }
    if (trouble == Trouble.FAULT) {
      for (int faults = 1 + random.nextInt(4); faults > 0; faults--) {
        receiver.fail(fault(history, step, random));
      }
    }
    Cancellation cancellation = new Cancellation();
    int most = random.nextInt(8);
    RunWatch watch =
        new RunWatch() {
          private int taken;

          @Override
          public void counted(int files, int arrived, int toSend) {
            // How much there is makes no difference.
          }

          @Override
          public void taken(String path, boolean arrived, long bytes) {
            if (taken++ < most) {
              return;
            }
            if (trouble == Trouble.CRASH) {
              bench.crash();
              throw new Crash();
            }
            if (trouble == Trouble.CANCEL || trouble == Trouble.CANCELLED_RESYNC) {
              cancellation.cancel(Cancellation.Cause.REQUESTED);
            }
          }
        };
    try {
      RunEnd end =
          bench.run(
              id, history.bare(), history.steps().get(step).commit(), AT_ONCE, watch, cancellation);
      if (end.state() == RunEnd.State.WAITING) {
        LockSupport.parkUntil(end.until().toEpochMilli() + 1);
      }
    } catch (Crash | RejectedExecutionException crash) {
      assertThat(trouble).isEqualTo(Trouble.CRASH);
      bench.restart();
    }
    if (trouble == Trouble.CANCELLED_RESYNC) {
      bench.subscriptions.cancelGeneration(id, job, Instant.now());
    }
  }

  private static Fault fault(RandomHistory history, int step, Random random) {
    List<String> paths =
        Stream.of(step, Math.max(0, step - 1))
            .flatMap(each -> history.steps().get(each).files().keySet().stream())
            .toList();
    Fault fault =
        switch (random.nextInt(6)) {
          case 0 -> Fault.status(422).times(1 + random.nextInt(3));
          case 1 -> Fault.status(429, Map.of("Retry-After", "0")).times(1);
          case 2 -> Fault.status(301, Map.of("Location", "http://127.0.0.1:1/")).times(1);
          case 3 -> Fault.cut().times(1 + random.nextInt(3));
          default -> Fault.status(500 + random.nextInt(5)).times(1 + random.nextInt(8));
        };
    Fault late = random.nextBoolean() ? fault.afterTaking() : fault;
    return paths.isEmpty() || random.nextInt(3) == 0
        ? late
        : late.about(paths.get(random.nextInt(paths.size())));
  }

  /** Ids under which not always the same was sent. */
  private static List<String> sameIdSameContent(List<ReceivedMessage> log) {
    Map<String, String> first = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (ReceivedMessage message : log) {
      String content = message.type() + " " + message.data();
      String before = first.putIfAbsent(message.id(), content);
      if (before != null && !before.equals(content)) {
        wrong.add(message.id() + ": " + before + " and then " + content);
      }
    }
    return wrong;
  }
}
