package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncLimits;
import org.sluice.git.SyncOutcome;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;
import org.sluice.platform.Cancellation;

class AttemptsTest {

  private static final List<Duration> WAITS =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(16));
  private static final SyncLimits LIMITS =
      SyncLimits.of(Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofMinutes(60));
  private static final SyncOutcome DONE =
      new SyncOutcome(
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
          "",
          0,
          null,
          0,
          List.of(),
          null);

  private final Item item = new Item();
  private final List<SyncLimits> asked = new ArrayList<>();
  private Duration took = Duration.ZERO;
  private Duration clock = Duration.ZERO;

  /** A run whose waits pass at once on the test's own clock. */
  private final class Item implements ItemRun {

    private final Cancellation cancellation = new Cancellation();
    private final List<Duration> rests = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private boolean stopped;

    @Override
    public UUID jobId() {
      return new UUID(0, 1);
    }

    @Override
    public JobTrigger trigger() {
      return JobTrigger.SCHEDULE;
    }

    @Override
    public boolean bulk() {
      return true;
    }

    @Override
    public String requestedBy() {
      return "sluice";
    }

    @Override
    public UUID subjectId() {
      return new UUID(0, 2);
    }

    @Override
    public String subjectName() {
      return "team/app";
    }

    @Override
    public Cancellation cancellation() {
      return cancellation;
    }

    @Override
    public void progress(String phase, double fraction, long bytes) {}

    @Override
    public void count(String counter, long value) {}

    @Override
    public void attemptFailed(String failureKind, String detail) {
      failed.add(failureKind + " " + detail);
    }

    @Override
    public boolean rest(Duration wait) {
      rests.add(wait);
      clock = clock.plus(wait);
      return !stopped;
    }
  }

  private Attempts attempts(double random) {
    return new Attempts(WAITS, LIMITS, false, "Away: ", () -> clock.toNanos(), () -> random);
  }

  /** Fails with those failures one after the other, then reaches its end. */
  private SyncOutcome run(double random, SyncFailure... failures) throws SyncFailure {
    return attempts(random)
        .run(
            item,
            limits -> {
              asked.add(limits);
              clock = clock.plus(took);
              if (asked.size() <= failures.length) {
                throw failures[asked.size() - 1];
              }
              return DONE;
            });
  }

  private static SyncFailure failure(SyncFailureKind kind) {
    return new SyncFailure(kind, "attempt", null);
  }

  @ParameterizedTest
  @EnumSource(names = {"TIMEOUT", "NETWORK", "UPSTREAM_5XX"})
  void whatMayPassIsTriedThreeTimesMoreWithGrowingWaits(SyncFailureKind kind) throws Exception {
    SyncFailure each = failure(kind);

    assertThat(run(0, each, each, each)).isSameAs(DONE);

    assertThat(item.rests).isEqualTo(WAITS);
    assertThat(item.failed).hasSize(3).allMatch(line -> line.equals(kind + " attempt"));
  }

  @Test
  void theFourthFailureIsTheRuns() {
    SyncFailure last = failure(SyncFailureKind.NETWORK);
    SyncFailure each = failure(SyncFailureKind.TIMEOUT);

    assertThatThrownBy(() -> run(0, each, each, each, last)).isSameAs(last);

    assertThat(asked).hasSize(4);
    assertThat(item.failed).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TIMEOUT", "NETWORK", "UPSTREAM_5XX"})
  void nothingElseIsTriedAgain(SyncFailureKind kind) {
    SyncFailure only = failure(kind);

    assertThatThrownBy(() -> run(0, only)).isSameAs(only);

    assertThat(item.rests).isEmpty();
    assertThat(item.failed).isEmpty();
  }

  @Test
  void jitterAddsUpToAQuarter() throws Exception {
    run(1, failure(SyncFailureKind.TIMEOUT), failure(SyncFailureKind.TIMEOUT));

    assertThat(item.rests).containsExactly(Duration.ofMillis(1250), Duration.ofSeconds(5));
  }

  @Test
  void theTotalTimeHoldsOverAllAttempts() {
    took = Duration.ofMinutes(4);
    SyncFailure each = failure(SyncFailureKind.TIMEOUT);

    assertThatThrownBy(() -> run(0, each, each, each, each)).isSameAs(each);

    assertThat(asked)
        .extracting(SyncLimits::deadline)
        .containsExactly(
            Duration.ofMinutes(10),
            Duration.ofMinutes(6).minusSeconds(1),
            Duration.ofMinutes(2).minusSeconds(5));
  }

  @Test
  void aDeadlineOfALaterAttemptNamesTheWholeTime() {
    assertThatThrownBy(
            () -> run(0, failure(SyncFailureKind.TIMEOUT), failure(SyncFailureKind.DEADLINE)))
        .hasMessage("Away: It took longer than the 10 min it may, over several attempts.");
  }

  @Test
  void aStopDuringAWaitEndsTheRun() {
    item.stopped = true;
    SyncFailure first = failure(SyncFailureKind.TIMEOUT);

    assertThatThrownBy(() -> run(0, first)).isSameAs(first);

    assertThat(asked).hasSize(1);
  }

  @Test
  void aLongWaitThatTheUpstreamAsksForIsNotSpentWithinTheRun() {
    SyncFailure later =
        new SyncFailure(SyncFailureKind.UPSTREAM_5XX, "503", Duration.ofMinutes(2), null);

    assertThatThrownBy(() -> run(0, later)).isSameAs(later);

    assertThat(item.rests).isEmpty();
  }

  @Test
  void aWaitThatIsOurOwnAnywayIsSpentWithinTheRun() throws Exception {
    run(0, new SyncFailure(SyncFailureKind.UPSTREAM_5XX, "503", Duration.ofSeconds(1), null));

    assertThat(item.rests).containsExactly(Duration.ofSeconds(1));
  }
}
