package org.sluice.mirror.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncOutcome;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.RefSelection;

class PushStateTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String URL = "https://backup.example/app.git";

  private static PushOutcome outcome(boolean asked, String kept) {
    SortedMap<String, String> keeps = new TreeMap<>();
    if (kept != null) {
      keeps.put(kept, "deletion of the current branch prohibited");
    }
    return new PushOutcome(
        "backup.example",
        asked,
        "d1",
        new SyncOutcome.RefChanges(1, 0, 0, 0, false),
        10,
        1,
        Duration.ofSeconds(1),
        new TreeMap<>(),
        keeps);
  }

  private static SyncFailure failure(SyncFailureKind kind) {
    return new SyncFailure(kind, "Pushing to backup.example failed: it is so.", null);
  }

  private static PushState failed(SyncFailureKind kind, int times) {
    PushState state = new PushState();
    for (int i = 0; i < times; i++) {
      state = state.after(failure(kind), NOW, NOW, HOUR);
    }
    return state;
  }

  @Test
  void theTimerWaitsLongerWithEachFailureButNoMoreThanADay() {
    assertThat(new PushState().isDue(NOW)).isTrue();
    int failures = 0;
    for (int hours : new int[] {2, 4, 8, 16, 24, 24}) {
      PushState state = failed(SyncFailureKind.NETWORK, ++failures);
      Instant due = NOW.plus(Duration.ofHours(hours));
      assertThat(state.isDue(due.minusSeconds(1))).as("after %d", failures).isFalse();
      assertThat(state.isDue(due)).as("after %d", failures).isTrue();
    }
  }

  @Test
  void aTimeThatTheServerNamesIsKept() {
    SyncFailure limited =
        new SyncFailure(SyncFailureKind.RATE_LIMITED, "Later.", Duration.ofSeconds(90), null);
    PushState state = new PushState().after(limited, NOW, NOW, HOUR);
    assertThat(state.isDue(NOW.plusSeconds(89))).isFalse();
    assertThat(state.isDue(NOW.plusSeconds(90))).isTrue();
  }

  @Test
  void noServerPutsPushesOffForMoreThanADay() {
    for (SyncFailureKind kind :
        List.of(SyncFailureKind.RATE_LIMITED, SyncFailureKind.UPSTREAM_5XX)) {
      SyncFailure never = new SyncFailure(kind, "Later.", Duration.ofDays(3650), null);
      PushState state = new PushState().after(never, NOW, NOW, HOUR);
      assertThat(state.isDue(NOW.plus(Duration.ofDays(1)).minusSeconds(1))).isFalse();
      assertThat(state.isDue(NOW.plus(Duration.ofDays(1)))).isTrue();
      SyncFailure atOnce = new SyncFailure(kind, "Later.", Duration.ZERO, null);
      assertThat(new PushState().after(atOnce, NOW, NOW, HOUR).isDue(NOW)).isFalse();
    }
  }

  @Test
  void whatIsAskedToWaitHasNotFailed() {
    MirrorPolicy policy = policy(URL);
    policy.pushed(PushRun.ended(URL, NOW, outcome(true, null)), NOW, HOUR);
    PushRun limited = PushRun.failed(URL, NOW, failure(SyncFailureKind.RATE_LIMITED));
    for (int i = 0; i < 9; i++) {
      assertThat(policy.pushed(limited, NOW, HOUR)).as("it is no news").isFalse();
    }
    PushState state = policy.push();
    assertThat(state.isFailing()).isFalse();
    assertThat(state.toView(URL).consecutiveFailures()).isZero();
    assertThat(state.toView(URL).failure().kind()).isEqualTo(SyncFailureKind.RATE_LIMITED);
    assertThat(state.toView(URL).upToDate()).isFalse();
    assertThat(state.isWhy("Pushing to backup.example failed: it is so.")).isTrue();
    assertThat(state.isWhy(null)).isFalse();
    assertThat(state.believed(NOW)).as("what it took of the push").isNull();
    assertThat(state.isDue(NOW.plus(HOUR).minusSeconds(1))).isFalse();
    assertThat(state.isDue(NOW.plus(HOUR))).as("without a back-off").isTrue();
    PushState failing = failed(SyncFailureKind.NETWORK, 2);
    assertThat(failing.after(failure(SyncFailureKind.RATE_LIMITED), NOW, NOW, HOUR).isFailing())
        .as("it still fails")
        .isTrue();
  }

  @Test
  void whatOnlyAPersonCanMendIsLeftToOne() {
    assertThat(failed(SyncFailureKind.BLOCKED_ADDRESS, 1).isDue(NOW.plus(Duration.ofDays(30))))
        .isFalse();
  }

  @Test
  void afterAPersonHasActedItIsDueAndStillCountsItsFailures() {
    for (SyncFailureKind kind : List.of(SyncFailureKind.HOST_KEY, SyncFailureKind.AUTH)) {
      PushState failing = new PushState().after(outcome(true, null), NOW);
      failing = failing.after(failure(kind), NOW, NOW, HOUR).after(failure(kind), NOW, NOW, HOUR);
      assertThat(failing.isDue(NOW)).isFalse();
      PushState woken = failing.woken();
      assertThat(woken.isDue(NOW)).isTrue();
      assertThat(woken.isFailing()).isTrue();
      assertThat(woken.toView(URL)).isEqualTo(failing.toView(URL));
      assertThat(woken.isBegun()).isTrue();
    }
  }

  @Test
  void whatWasPushedIsBelievedForSomeHoursUnlessPushingFails() {
    PushState pushed = new PushState().after(outcome(true, null), NOW);
    assertThat(new PushState().believed(NOW)).isNull();
    assertThat(pushed.believed(NOW.plus(PushState.BELIEVED).minusSeconds(1))).isEqualTo("d1");
    assertThat(pushed.believed(NOW.plus(PushState.BELIEVED))).isNull();
    PushState failed = pushed.after(failure(SyncFailureKind.NETWORK), NOW, NOW, HOUR);
    assertThat(failed.believed(NOW)).isNull();
    assertThat(failed.isBegun()).isTrue();
    assertThat(failed.toView(URL).lastPushedAt()).isEqualTo(NOW);
    assertThat(failed.toView(URL).upToDate()).isFalse();
  }

  @Test
  void nobodyWasAskedIsNoProof() {
    PushState unasked =
        new PushState().after(outcome(true, null), NOW).after(outcome(false, null), NOW.plus(HOUR));
    assertThat(unasked.toView(URL).lastPushedAt()).isEqualTo(NOW);
    assertThat(unasked.toView(URL).lastAttemptAt()).isEqualTo(NOW);
    assertThat(unasked.toView(URL).upToDate()).isTrue();
  }

  @Test
  void whatIsKeptThereIsToldUntilItIsGoneAndIsNoFailure() {
    PushState kept =
        failed(SyncFailureKind.NETWORK, 2).after(outcome(true, "refs/heads/main"), NOW);
    assertThat(kept.isFailing()).isFalse();
    assertThat(kept.isDue(NOW)).isTrue();
    PushView later = kept.after(outcome(false, null), NOW.plus(HOUR)).toView(URL);
    assertThat(later.upToDate()).isFalse();
    assertThat(later.consecutiveFailures()).isZero();
    assertThat(later.failure().kind()).isEqualTo(SyncFailureKind.REJECTED);
    assertThat(later.failure().message()).contains("refs/heads/main");
    assertThat(kept.after(outcome(true, null), NOW.plus(HOUR)).toView(URL).failure()).isNull();
  }

  @Test
  void onlyTheFirstFailureAndTheFirstSuccessAfterItAreNews() {
    MirrorPolicy policy = policy(URL);
    PushRun failed = PushRun.failed(URL, NOW, failure(SyncFailureKind.AUTH));
    PushRun pushed = PushRun.ended(URL, NOW, outcome(true, null));
    assertThat(policy.pushed(pushed, NOW, HOUR)).isFalse();
    assertThat(policy.pushed(failed, NOW, HOUR)).isTrue();
    assertThat(policy.pushed(failed, NOW, HOUR)).isFalse();
    assertThat(policy.pushed(PushRun.NONE, NOW, HOUR)).isFalse();
    assertThat(policy.pushed(pushed, NOW, HOUR)).isTrue();
    assertThat(policy.pushed(pushed, NOW, HOUR)).isFalse();
  }

  @Test
  void anotherUrlBeginsAnewAndAPushToTheOldOneSaysNothingOfIt() {
    MirrorPolicy policy = policy(URL);
    policy.pushed(PushRun.failed(URL, NOW, failure(SyncFailureKind.AUTH)), NOW, HOUR);
    policy.keepAs(settings("https://other.example/app.git"));
    assertThat(policy.push().isFailing()).isFalse();
    policy.pushed(PushRun.ended(URL, NOW, outcome(true, null)), NOW, HOUR);
    assertThat(policy.push().isBegun()).isFalse();
  }

  private static MirrorPolicy policy(String url) {
    MirrorPolicy policy = new MirrorPolicy(new UUID(1, 2));
    policy.keepAs(settings(url));
    return policy;
  }

  private static MirrorSettings settings(String url) {
    return new MirrorSettings(
        null,
        null,
        null,
        false,
        MirrorDirection.BOTH,
        url,
        null,
        RefSelection.ALL,
        ChangePolicy.FOLLOW,
        null);
  }
}
