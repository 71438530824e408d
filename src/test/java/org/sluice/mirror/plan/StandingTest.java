package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sluice.git.SyncFailureKind;

class StandingTest {

  private Standing standing = Standing.GOOD;

  /** What people hear of scheduled runs that end with those failures. */
  private List<Standing.Turn> heardOf(SyncFailureKind... kinds) {
    List<Standing.Turn> heard = new ArrayList<>();
    for (SyncFailureKind kind : kinds) {
      heard.add(after(standing.failed(kind, false)));
    }
    return heard;
  }

  private Standing.Turn after(Standing next) {
    Standing.Turn turn = next.since(standing);
    standing = next;
    return turn;
  }

  private static SyncFailureKind[] times(int count, SyncFailureKind kind) {
    SyncFailureKind[] kinds = new SyncFailureKind[count];
    java.util.Arrays.fill(kinds, kind);
    return kinds;
  }

  @Test
  void refusedCredentialsAreToldAtOnceAndDisableAfterFiveRuns() {
    assertThat(heardOf(times(7, SyncFailureKind.AUTH)))
        .containsExactly(
            Standing.Turn.FAILED,
            Standing.Turn.NONE,
            Standing.Turn.NONE,
            Standing.Turn.NONE,
            Standing.Turn.DISABLED,
            Standing.Turn.NONE,
            Standing.Turn.NONE);
    assertThat(standing.disabled()).isTrue();
    assertThat(standing.failures()).isEqualTo(7);
  }

  @Test
  void anAbsentRepositoryIsConfirmedOverThreeRunsBeforeAnybodyHears() {
    assertThat(heardOf(times(4, SyncFailureKind.NOT_FOUND)))
        .containsExactly(
            Standing.Turn.NONE, Standing.Turn.NONE, Standing.Turn.DISABLED, Standing.Turn.NONE);
  }

  @Test
  void whatMayPassIsToldAfterThreeRunsAndNeverDisables() {
    assertThat(heardOf(times(20, SyncFailureKind.TIMEOUT)))
        .startsWith(Standing.Turn.NONE, Standing.Turn.NONE, Standing.Turn.FAILED)
        .doesNotContain(Standing.Turn.DISABLED);
    assertThat(standing.failures()).isEqualTo(20);
  }

  @Test
  void onlyAnAnswerBreaksARowOfRefusals() {
    heardOf(times(2, SyncFailureKind.NOT_FOUND));
    heardOf(SyncFailureKind.NETWORK, SyncFailureKind.RATE_LIMITED);
    assertThat(standing.refusals()).isEqualTo(2);

    heardOf(SyncFailureKind.CORRUPT_UPSTREAM);
    heardOf(times(2, SyncFailureKind.NOT_FOUND));
    assertThat(standing.disabled()).isFalse();
  }

  @Test
  void aWaitThatWasAskedForCountsAsNoFailure() {
    assertThat(heardOf(times(9, SyncFailureKind.RATE_LIMITED))).containsOnly(Standing.Turn.NONE);
    assertThat(standing).isEqualTo(Standing.GOOD);
  }

  @Test
  void recoveryIsToldOnlyToWhomTheFailureWasTold() {
    heardOf(SyncFailureKind.TIMEOUT);
    assertThat(after(Standing.GOOD)).isEqualTo(Standing.Turn.NONE);
    heardOf(SyncFailureKind.AUTH);
    assertThat(after(Standing.GOOD)).isEqualTo(Standing.Turn.RECOVERED);
    assertThat(after(Standing.GOOD)).isEqualTo(Standing.Turn.NONE);
  }

  @Test
  void aDisabledMirrorThatIsTriedByHandStaysSoUntilAnotherAnswer() {
    heardOf(times(3, SyncFailureKind.GONE));
    assertThat(after(standing.failed(SyncFailureKind.GONE, true))).isEqualTo(Standing.Turn.NONE);
    assertThat(after(standing.failed(SyncFailureKind.TIMEOUT, true))).isEqualTo(Standing.Turn.NONE);
    assertThat(standing.disabled()).isTrue();

    assertThat(after(standing.failed(SyncFailureKind.AUTH, true))).isEqualTo(Standing.Turn.NONE);
    assertThat(standing.disabled()).isFalse();
  }

  @Test
  void aRunThatSomebodyAskedForResetsTheBackOffButNotTheCount() {
    heardOf(times(4, SyncFailureKind.DEADLINE));
    assertThat(standing.backedOff()).isEqualTo(4);
    after(standing.failed(SyncFailureKind.DEADLINE, true));
    assertThat(standing.backedOff()).isEqualTo(1);
    assertThat(standing.failures()).isEqualTo(5);
  }

  @Test
  void aFailureThatWasTheHostsIsTakenBack() {
    heardOf(SyncFailureKind.TIMEOUT);
    after(standing.forgiven());
    assertThat(standing).isEqualTo(Standing.GOOD);
    assertThat(Standing.GOOD.forgiven()).isEqualTo(Standing.GOOD);
  }

  @Test
  void anEditWakesADisabledMirrorAndTheNextRefusalsCountAnew() {
    heardOf(times(5, SyncFailureKind.AUTH));
    after(standing.woken());
    assertThat(standing.disabled()).isFalse();
    assertThat(heardOf(times(5, SyncFailureKind.AUTH)))
        .endsWith(Standing.Turn.DISABLED)
        .containsOnlyOnce(Standing.Turn.DISABLED);
  }
}
