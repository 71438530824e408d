package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Visibility;
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.HealthStatus;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.status.RefreshStatus;

class NextPlanTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final NextReason HOURLY =
      NextReason.of(NextReason.Code.INTERVAL, "interval", Duration.ofHours(1));
  private static final Optional<HostWatch.Hold> NONE = Optional.empty();

  private static RepositoryRecord mirror(boolean mirrored, MirrorStatus status, Instant next) {
    return new RepositoryRecord(
        new UUID(0, 1),
        new UUID(0, 2),
        "team",
        "app",
        null,
        Visibility.PRIVATE,
        "https://git.example/app.git",
        "git.example",
        null,
        null,
        ForgeKind.PLAIN,
        null,
        Set.of(),
        mirrored,
        status,
        null,
        null,
        null,
        null,
        next,
        new HealthStatus(HealthState.UNCHECKED, null, null),
        null,
        new RefreshStatus(Light.NONE, null, null, null, null, null, null, null),
        NOON,
        NOON,
        1);
  }

  private static Optional<HostWatch.Hold> unreachable() {
    return Optional.of(
        new HostWatch.Hold(true, NOON.plusSeconds(180), NOON.plusSeconds(780), null));
  }

  @Test
  void whatIsPlannedHoldsIfNothingIsInItsWay() {
    Instant next = NOON.plusSeconds(60);
    assertThat(NextPlan.of(mirror(true, MirrorStatus.SUCCESS, next), HOURLY, true, NONE))
        .isEqualTo(new NextSync(next, HOURLY));
  }

  @Test
  void aMirrorThatIsDueWaitsForItsHost() {
    NextSync next =
        NextPlan.of(mirror(true, MirrorStatus.SUCCESS, NOON), HOURLY, true, unreachable());

    assertThat(next.at()).isEqualTo(NOON.plusSeconds(780));
    assertThat(next.reason().words())
        .isEqualTo(
            "waits for git.example, which has not answered since 2026-01-31 12:03 UTC; next try"
                + " 2026-01-31 12:13 UTC");
  }

  @Test
  void aMirrorThatIsDueLaterThanItsHostIsTriedKeepsItsPlan() {
    Instant later = NOON.plus(Duration.ofHours(3));
    assertThat(NextPlan.of(mirror(true, MirrorStatus.SUCCESS, later), HOURLY, true, unreachable()))
        .isEqualTo(new NextSync(later, HOURLY));
  }

  @Test
  void whatAskedToWaitIsSaidWithItsTime() {
    HostWatch.Hold hold = new HostWatch.Hold(false, null, NOON.plusSeconds(60), null);
    assertThat(
            NextPlan.of(mirror(true, MirrorStatus.FAILED, NOON), HOURLY, true, Optional.of(hold))
                .reason()
                .words())
        .isEqualTo("waits for git.example, which asked to wait until 2026-01-31 12:01 UTC");
  }

  @Test
  void withoutATimerNothingIsPlanned() {
    assertThat(NextPlan.of(mirror(true, MirrorStatus.SUCCESS, NOON), HOURLY, false, unreachable()))
        .isEqualTo(NextSync.never(NextReason.of(NextReason.Code.TIMER_OFF)));
  }

  @Test
  void aMirrorThatAJobHasSaysSo() {
    assertThat(
            NextPlan.of(mirror(true, MirrorStatus.QUEUED, NOON), HOURLY, true, unreachable())
                .reason()
                .code())
        .isEqualTo(NextReason.Code.QUEUED);
  }

  @Test
  void whatTheTimerLeavesAloneDoesNotWaitForItsHost() {
    NextReason off = NextReason.of(NextReason.Code.DISABLED);
    assertThat(NextPlan.of(mirror(true, MirrorStatus.DISABLED, null), off, true, unreachable()))
        .isEqualTo(NextSync.never(off));
  }

  @Test
  void aRepositoryThatIsNotMirroredHasNoNextSync() {
    assertThat(NextPlan.of(mirror(false, MirrorStatus.IDLE, NOON), HOURLY, true, NONE))
        .isEqualTo(NextSync.never(NextReason.of(NextReason.Code.NOT_MIRRORED)));
  }
}
