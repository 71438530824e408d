package org.sluice.delivery.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.delivery.Fault;
import org.sluice.delivery.FolderComparison;
import org.sluice.delivery.ModelReceiver;
import org.sluice.delivery.RandomHistory;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;

/**
 * Whatever is pushed, whichever answers are lost and whichever cursor is asked with: in the end who
 * pulls has the commit. A hundred histories, each from a seed that its failure names.
 */
@Timeout(240)
class PullPropertyTest {

  private static final int HISTORIES = 100;
  private static final RetryDelays AT_ONCE = new RetryDelays(List.of(Duration.ofMillis(1)));

  /** What happens between what is pushed and what is pulled. */
  private enum Trouble {
    /** An answer is lost. */
    LOST,
    /** Only the beginning of an answer is handled. */
    HALF,
    /** Somebody asks with a cursor of before, and the answer is lost or not. */
    OLD_CURSOR,
    /** It is posted as well, and the receiver refuses, fails or says nothing. */
    POSTED,
    /** What was refused is tried again. */
    RETRY,
    /** Everything is to be sent again. */
    RESYNC,
    /** Everything was to be sent again, until somebody thought better of it. */
    CANCELLED_RESYNC
  }

  @TempDir private Path temp;
  private static RunBench bench;

  @BeforeAll
  static void start() {
    bench = RunBench.inMemory(Duration.ofMillis(1));
  }

  @AfterAll
  static void stop() {
    bench.close();
  }

  /** An app that pulls, keeps what it was given, and remembers each cursor that it had. */
  private static final class App {

    private final ModelReceiver receiver;
    private final UUID id;
    private final RandomHistory history;
    private final List<PullCursor> cursors = new ArrayList<>(List.of(PullCursor.NOTHING));
    private final Map<String, byte[]> bodies = new HashMap<>();

    private App(ModelReceiver receiver, UUID id, RandomHistory history) {
      this.receiver = receiver;
      this.id = id;
      this.history = history;
    }

    private PullCursor latest() {
      return cursors.get(cursors.size() - 1);
    }

    private PullCursor any(Random random) {
      return cursors.get(random.nextInt(cursors.size()));
    }

    /** What is answered, whether or not it comes back. */
    private Pulled ask(int step, PullCursor after, int most) {
      Pulled answer =
          bench.pull(
              id, history.bare(), history.steps().get(step).commit(), after, most, RunWatch.NOBODY);
      PullCursor before = after;
      for (Pulled.Letter letter : answer.letters()) {
        assertThat(isAfter(letter.cursor(), before))
            .as("%s of %s is given to who has %s", letter.cursor(), history, before)
            .isTrue();
        before = letter.cursor();
        byte[] known = bodies.putIfAbsent(letter.id(), letter.body());
        assertThat(known == null || Arrays.equals(known, letter.body()))
            .as("%s of %s is the same whenever it is given", letter.id(), history)
            .isTrue();
      }
      return answer;
    }

    private static boolean isAfter(PullCursor one, PullCursor other) {
      return one.sequence() > other.sequence()
          || one.sequence() == other.sequence()
              && other.chunk() >= 0
              && (one.chunk() < 0 || one.chunk() > other.chunk());
    }

    private void handle(Pulled answer, int most) {
      answer.letters().stream()
          .limit(most)
          .forEach(
              letter -> {
                receiver.handle(letter.id(), letter.body());
                cursors.add(letter.cursor());
              });
    }
  }

  @Test
  void inTheEndWhoPullsHasTheCommit() throws IOException {
    Set<Trouble> seen = EnumSet.noneOf(Trouble.class);
    for (long seed = 0; seed < HISTORIES; seed++) {
      Random random = new Random(seed);
      RandomHistory history = RandomHistory.create(temp.resolve("pulled" + seed), seed);
      try (ModelReceiver receiver = ModelReceiver.start()) {
        receiver.accept(bench.secret);
        UUID id = bench.subscribe(receiver.url(), List.of("**"), List.of());
        App app = new App(receiver, id, history);
        for (int step = 0; step < history.steps().size(); step++) {
          for (int times = random.nextInt(6); times > 0; times--) {
            Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
            seen.add(trouble);
            meet(trouble, app, step, random);
          }
          if (random.nextInt(3) == 0 || step == history.steps().size() - 1) {
            bench.deliveries.retry(id);
            catchUp(app, step, random);
          }
        }
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(Trouble.values());
  }

  private static int some(Random random) {
    return 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
  }

  private void meet(Trouble trouble, App app, int step, Random random) {
    UUID job = Ids.next();
    switch (trouble) {
      case LOST -> app.ask(step, app.latest(), some(random));
      case HALF -> app.handle(app.ask(step, app.latest(), some(random)), random.nextInt(3));
      case OLD_CURSOR ->
          app.handle(
              app.ask(step, app.any(random), some(random)),
              random.nextBoolean() ? 0 : Integer.MAX_VALUE);
      case POSTED -> post(app, step, random);
      case RETRY -> bench.deliveries.retry(app.id);
      case RESYNC -> {
        bench.subscriptions.beginGeneration(app.id, job);
        bench.deliveries.retry(app.id);
        bench.subscriptions.endGeneration(app.id, job);
      }
      case CANCELLED_RESYNC -> {
        bench.subscriptions.beginGeneration(app.id, job);
        app.handle(app.ask(step, app.latest(), some(random)), random.nextInt(3));
        bench.subscriptions.cancelGeneration(app.id, job, Instant.now());
      }
    }
  }

  private void post(App app, int step, Random random) {
    List<String> paths = List.copyOf(app.history.steps().get(step).files().keySet());
    for (int faults = random.nextInt(4); faults > 0; faults--) {
      Fault fault =
          switch (random.nextInt(3)) {
            case 0 -> Fault.status(422).times(3);
            case 1 -> Fault.cut().times(1 + random.nextInt(3));
            default -> Fault.status(503).times(1 + random.nextInt(3));
          };
      Fault late = random.nextBoolean() ? fault.afterTaking() : fault;
      app.receiver.fail(
          paths.isEmpty() ? late : late.about(paths.get(random.nextInt(paths.size()))));
    }
    Cancellation cancellation = new Cancellation();
    int most = random.nextInt(12);
    RunWatch watch =
        new RunWatch() {
          private int taken;

          @Override
          public void counted(int files, int arrived, int toSend) {
            // How much there is makes no difference.
          }

          @Override
          public void taken(String path, boolean arrived, long bytes) {
            if (taken++ == most) {
              cancellation.cancel(Cancellation.Cause.REQUESTED);
            }
          }
        };
    String commit = app.history.steps().get(step).commit();
    for (int run = random.nextInt(3); run >= 0; run--) {
      bench.run(app.id, app.history.bare(), commit, AT_ONCE, watch, cancellation);
    }
    app.receiver.heal();
  }

  /** Pulls until there is nothing more, and compares. */
  private void catchUp(App app, int step, Random random) {
    RandomHistory.Step pushed = app.history.steps().get(step);
    Pulled answer = null;
    for (int asked = 0; asked < 500; asked++) {
      answer = app.ask(step, app.latest(), some(random));
      if (answer.letters().isEmpty()) {
        break;
      }
      app.handle(answer, Integer.MAX_VALUE);
    }
    assertThat(answer.end().state())
        .as("push %s of %s: %s", step, app.history, answer.end())
        .isEqualTo(RunEnd.State.SYNCED);
    FolderComparison.assertEqual(
        "push " + step + " of " + app.history, pushed.files(), app.receiver.files("team/app"));
  }
}
