package org.sluice.configsource.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.sluice.configsource.RefreshResult;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.SyncOutcome;
import org.sluice.identity.Caller;
import org.sluice.job.item.ItemOutcome;
import org.sluice.mirror.SyncEnded;
import org.sluice.platform.Cancellation;

/** What happens to one source, in which order, and who is answered by which round. */
class LineTest {

  private static final UUID SOURCE = UUID.randomUUID();
  private static final UUID REPOSITORY = UUID.randomUUID();

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Script script = new Script();
  private final Line line = new Line(SOURCE, tasks::add, script);

  /** Rounds that end as they are told, and are remembered. */
  private final class Script implements Line.Rounds {
    private final Deque<Line.Begun> next = new ArrayDeque<>();
    private final List<Instant> began = new ArrayList<>();
    private final List<Line.Memory> memories = new ArrayList<>();
    private final List<Round> settled = new ArrayList<>();
    private int reread;
    private Runnable meanwhile = () -> {};
    private Cancellation cancellation;

    @Override
    public Line.Begun begin(
        UUID source, Caller caller, Instant at, Line.Memory memory, Cancellation cancelling) {
      began.add(at);
      memories.add(memory);
      cancellation = cancelling;
      Runnable once = meanwhile;
      meanwhile = () -> {};
      once.run();
      return next.isEmpty() ? Line.Begun.ended(Round.equal(at, List.of())) : next.poll();
    }

    @Override
    public Round.Answer settle(UUID source, Round round) {
      settled.add(round);
      return round.failure() == null
          ? new Round.Answer(
              new RefreshResult(false, null, "c" + settled.size(), List.of(), 0, Duration.ZERO),
              null)
          : new Round.Answer(null, round.failure());
    }

    @Override
    public void reread(UUID source) {
      reread++;
    }
  }

  private void work() {
    while (!tasks.isEmpty()) {
      tasks.poll().run();
    }
  }

  private static SyncEnded ended(UUID job, Instant began) {
    return ended(job, began, List.of());
  }

  private static SyncEnded ended(UUID job, Instant began, List<String> leftOut) {
    return new SyncEnded(
        REPOSITORY, job, began, outcome(leftOut), ItemOutcome.uneventful("no change"));
  }

  private static SyncOutcome outcome(List<String> leftOut) {
    return new SyncOutcome(
        false,
        false,
        new SyncOutcome.RefChanges(0, 0, 0, 0, false),
        List.of(),
        List.of(),
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        "",
        "listing",
        1,
        "refs/heads/main",
        1,
        leftOut,
        null);
  }

  @Test
  void thoseWhoAskBeforeARoundBeginsShareIt() {
    CompletableFuture<RefreshResult> one = line.ask(Caller.sluice());
    CompletableFuture<RefreshResult> other = line.ask(Caller.sluice());
    work();
    assertThat(script.began).hasSize(1);
    assertThat(one).isCompletedWithValueMatching(result -> result.newCommit().equals("c1"));
    assertThat(other).isCompletedWithValueMatching(result -> result.newCommit().equals("c1"));
  }

  @Test
  void whoAsksWhileARoundRunsIsAnsweredByTheNext() {
    List<CompletableFuture<RefreshResult>> late = new ArrayList<>();
    script.meanwhile =
        () -> {
          late.add(line.ask(Caller.sluice()));
          late.add(line.ask(Caller.sluice()));
        };
    CompletableFuture<RefreshResult> early = line.ask(Caller.sluice());
    work();
    assertThat(script.began).hasSize(2);
    assertThat(early).isCompletedWithValueMatching(result -> result.newCommit().equals("c1"));
    assertThat(late)
        .allSatisfy(
            each ->
                assertThat(each)
                    .isCompletedWithValueMatching(result -> result.newCommit().equals("c2")));
  }

  @Test
  void aRoundThatStartedASyncEndsWithIt() {
    UUID job = UUID.randomUUID();
    script.next.add(Line.Begun.waits(job));
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    assertThat(asked).isNotDone();
    assertThat(line.isBusy()).isTrue();
    line.due();
    work();
    assertThat(script.began).hasSize(1);
    line.syncEnded(ended(job, Instant.now()));
    line.jobEnded(job, true);
    work();
    assertThat(asked).isCompleted();
    assertThat(script.settled).hasSize(1);
    assertThat(line.isBusy()).isFalse();

    line.due();
    work();
    assertThat(script.memories.get(1)).isEqualTo(Line.Memory.NONE);
  }

  @Test
  void whatASyncLeftIsRememberedUntilTheMirrorIsChangedHere() {
    line.syncEnded(ended(UUID.randomUUID(), Instant.now(), List.of("refs/heads/x")));
    line.due();
    work();
    assertThat(script.memories.get(0).listing()).isEqualTo("listing");
    line.changedHere();
    line.due();
    work();
    assertThat(script.memories.get(1)).isEqualTo(Line.Memory.NONE);
    line.syncEnded(ended(UUID.randomUUID(), Instant.now(), List.of("refs/heads/x")));
    line.syncEnded(ended(UUID.randomUUID(), Instant.now()));
    line.due();
    work();
    assertThat(script.memories.get(2)).as("left nothing").isEqualTo(Line.Memory.NONE);
  }

  @Test
  void aSyncThatBeganBeforeTheQuestionDoesNotAnswerIt() {
    Instant before = Instant.now().minusSeconds(5);
    UUID running = UUID.randomUUID();
    script.next.add(Line.Begun.waits(running));
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    line.syncEnded(ended(running, before));
    work();
    assertThat(script.began).hasSize(2);
    assertThat(asked).isCompletedWithValueMatching(result -> result.newCommit().equals("c2"));
    assertThat(script.settled).hasSize(2);
  }

  @Test
  void anybodysSyncIsARound() {
    line.syncEnded(ended(UUID.randomUUID(), Instant.now()));
    work();
    assertThat(script.began).isEmpty();
    assertThat(script.settled).hasSize(1);
  }

  @Test
  void aJobThatIsCancelledEndsTheRound() {
    UUID job = UUID.randomUUID();
    script.next.add(Line.Begun.waits(job));
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    line.jobEnded(UUID.randomUUID(), true);
    work();
    assertThat(asked).isNotDone();
    line.jobEnded(job, true);
    work();
    assertThatThrownBy(asked::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.slug()).isEqualTo("refresh-sync-cancelled"));
    assertThat(line.isBusy()).isFalse();
  }

  /** Its sync was over before the round joined it; only its end was still to be written. */
  @Test
  void aJobThatHadToldItsWordBeforeIsFollowedByAnotherRound() {
    UUID job = UUID.randomUUID();
    script.next.add(Line.Begun.waits(job));
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    line.jobEnded(job, false);
    work();
    assertThat(script.began).hasSize(2);
    assertThat(asked).isCompletedWithValueMatching(result -> result.newCommit().equals("c1"));
    assertThat(line.isBusy()).isFalse();
  }

  @Test
  void jobsThatNeverTellAnythingEndTheRoundAtLast() {
    UUID job = UUID.randomUUID();
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    for (int i = 0; i < 4; i++) {
      script.next.add(Line.Begun.waits(job));
      work();
      line.jobEnded(job, false);
    }
    work();
    assertThat(script.began).hasSize(4);
    assertThat(asked).isCompletedExceptionally();
  }

  @Test
  void whatChangesHereIsReadAgainOnceNothingIsWaitedFor() {
    UUID job = UUID.randomUUID();
    script.next.add(Line.Begun.waits(job));
    line.due();
    work();
    line.changedHere();
    work();
    assertThat(script.reread).isZero();
    line.syncEnded(ended(job, Instant.now()));
    work();
    assertThat(script.reread).isEqualTo(1);
    assertThat(script.settled).hasSize(1);
  }

  @Test
  void aRoundThatFindsNoPlaceIsTriedAgainByTheTimer() {
    script.next.add(Line.Begun.later());
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    assertThat(asked).isNotDone();
    assertThat(line.isBusy()).isFalse();
    assertThat(line.isLeftBehind()).as("what the timer looks at").isTrue();
    line.goOn();
    work();
    assertThat(asked).isCompleted();
    assertThat(line.isLeftBehind()).isFalse();
  }

  @Test
  void aFailureOnTheWayIsGoneOnFrom() {
    script.meanwhile =
        () -> {
          throw new IllegalStateException("the database is down");
        };
    CompletableFuture<RefreshResult> asked = line.ask(Caller.sluice());
    work();
    assertThat(asked).isNotDone();
    assertThat(line.isBusy()).isFalse();
    line.due();
    work();
    assertThat(asked).isCompleted();
  }

  @Test
  void whatIsClosedBeginsNothingAndAnswersEverybody() {
    List<CompletableFuture<RefreshResult>> late = new ArrayList<>();
    script.meanwhile = () -> late.add(line.ask(Caller.sluice()));
    script.next.add(Line.Begun.waits(UUID.randomUUID()));
    late.add(line.ask(Caller.sluice()));
    work();
    line.close();
    late.add(line.ask(Caller.sluice()));
    line.due();
    work();
    assertThat(script.began).hasSize(1);
    assertThat(late)
        .allSatisfy(
            each ->
                assertThatThrownBy(each::get)
                    .cause()
                    .isInstanceOfSatisfying(
                        DomainException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(FailureKind.UNAVAILABLE)));
  }

  @Test
  void aThreadThatNeverComesIsNotAtWork() {
    line.due();
    assertThat(line.isAtWork()).isFalse();
    List<Boolean> during = new ArrayList<>();
    script.meanwhile = () -> during.add(line.isAtWork());
    work();
    assertThat(during).containsExactly(true);
    assertThat(line.isAtWork()).isFalse();
  }

  @Test
  void closingEndsTheGlanceThatRuns() {
    script.meanwhile = line::close;
    line.due();
    work();
    assertThat(script.cancellation.cause()).isEqualTo(Cancellation.Cause.SHUTDOWN);
  }
}
