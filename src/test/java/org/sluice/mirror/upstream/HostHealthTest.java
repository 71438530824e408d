package org.sluice.mirror.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.git.SyncFailureKind;

class HostHealthTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final Duration PROBE = Duration.ofSeconds(30);

  private HostHealth host = HostHealth.GOOD;

  private void unreached(int mirror, Instant at) {
    host =
        host.unreached(
            new UUID(0, mirror), SyncFailureKind.TIMEOUT, "It did not answer.", at, PROBE);
  }

  private void down() {
    for (int mirror = 1; mirror <= 3; mirror++) {
      unreached(mirror, NOON);
    }
  }

  @Test
  void threeMirrorsWithoutAnAnswerOpenTheCircuit() {
    unreached(1, NOON);
    unreached(2, NOON.plusSeconds(5));
    assertThat(host.isOpen()).isFalse();
    assertThat(host.holds(NOON.plusSeconds(6))).isFalse();

    unreached(3, NOON.plusSeconds(9));
    assertThat(host.isOpen()).isTrue();
    assertThat(host.silentSince()).isEqualTo(NOON);
    assertThat(host.openedAt()).isEqualTo(NOON.plusSeconds(9));
    assertThat(host.nextProbeAt()).isEqualTo(NOON.plusSeconds(39));
    assertThat(host.failedMirrors())
        .containsExactly(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));
  }

  @Test
  void fiveRunsOfOneMirrorOpenItToo() {
    for (int run = 0; run < 4; run++) {
      unreached(1, NOON);
    }
    assertThat(host.isOpen()).isFalse();
    unreached(1, NOON);
    assertThat(host.isOpen()).isTrue();
  }

  @Test
  void anyAnswerInBetweenStartsTheCountAnew() {
    unreached(1, NOON);
    unreached(2, NOON);
    host = host.answered(NOON);
    assertThat(host).isEqualTo(HostHealth.GOOD);
    unreached(3, NOON);
    assertThat(host.isOpen()).isFalse();
  }

  @Test
  void probesGoOutAtGrowingDistancesUpToTenMinutes() {
    down();
    List<Duration> distances = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Instant due = host.nextProbeAt();
      host = host.probing(new UUID(0, 9), due, PROBE);
      distances.add(Duration.between(due, host.nextProbeAt()));
      assertThat(host.probe()).isEqualTo(new UUID(0, 9));
      unreached(9, due.plusSeconds(1));
      assertThat(host.probe()).isNull();
    }
    assertThat(distances)
        .containsExactly(
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(240),
            Duration.ofSeconds(480),
            Duration.ofSeconds(600),
            Duration.ofSeconds(600),
            Duration.ofSeconds(600));
  }

  @Test
  void aProbeIsDueFromItsTimeUntilOneGoesOut() {
    assertThat(host.isProbeDue(NOON)).isFalse();
    unreached(1, NOON);
    assertThat(host.isProbeDue(NOON.plus(PROBE))).isFalse();
    down();
    assertThat(host.isProbeDue(NOON.plusSeconds(29))).isFalse();
    assertThat(host.isProbeDue(NOON.plusSeconds(30))).isTrue();
    host = host.probing(new UUID(0, 9), NOON.plusSeconds(30), PROBE);
    assertThat(host.isProbeDue(NOON.plusSeconds(30))).isFalse();
    assertThat(host.isProbeDue(NOON.plusSeconds(90))).isTrue();
  }

  @Test
  void anAnswerClosesAnOpenCircuit() {
    down();
    host = host.probing(new UUID(0, 9), NOON, PROBE);
    assertThat(host.answered(NOON)).isEqualTo(HostHealth.GOOD);
  }

  @Test
  void aProbeThatIsLostIsFollowedByTheNext() {
    down();
    host = host.probing(new UUID(0, 9), NOON.plusSeconds(30), PROBE);
    assertThat(host.nextProbeAt()).isEqualTo(NOON.plusSeconds(90));
    host = host.probing(new UUID(0, 8), NOON.plusSeconds(90), PROBE);
    assertThat(host.probe()).isEqualTo(new UUID(0, 8));
  }

  @Test
  void aWaitThatWasAskedForHoldsUntilItsEndAlsoIfAnAnswerComesMeanwhile() {
    host = host.askedToWait(Duration.ofSeconds(300), NOON);
    host = host.answered(NOON.plusSeconds(10));
    assertThat(host.holds(NOON.plusSeconds(299))).isTrue();
    assertThat(host.holds(NOON.plusSeconds(300))).isFalse();
    assertThat(host.answered(NOON.plusSeconds(300))).isEqualTo(HostHealth.GOOD);
  }

  @Test
  void withoutANamedTimeTheWaitDoublesUpToAnHour() {
    List<Long> minutes = new ArrayList<>();
    Instant now = NOON;
    for (int i = 0; i < 8; i++) {
      host = host.askedToWait(null, now);
      minutes.add(Duration.between(now, host.waitUntil()).toMinutes());
      now = host.waitUntil();
    }
    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void theLongestOfTwoWaitsHolds() {
    host = host.askedToWait(Duration.ofMinutes(30), NOON);
    host = host.askedToWait(Duration.ofMinutes(2), NOON.plusSeconds(1));
    assertThat(host.waitUntil()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
  }

  @Test
  void askingToWaitIsAnAnswer() {
    down();
    assertThat(host.askedToWait(null, NOON).isOpen()).isFalse();
  }

  @Test
  void aProbeThatAskedNobodyIsGivenBack() {
    down();
    Instant due = NOON.plus(PROBE);
    HostHealth before = host;
    UUID one = new UUID(0, 1);
    host = host.probing(one, due, PROBE);
    assertThat(host.isProbeDue(due)).isFalse();
    assertThat(host.notProbed(new UUID(0, 2), due)).as("not its own").isEqualTo(host);

    host = host.notProbed(one, due);
    assertThat(host.isProbeDue(due)).isTrue();
    assertThat(host.probe()).isNull();
    // The next one waits no longer than it would have.
    assertThat(host.probing(one, due, PROBE).nextProbeAt())
        .isEqualTo(before.probing(one, due, PROBE).nextProbeAt());
  }
}
