package org.sluice.pullrequest.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshPlanTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration FIVE = Duration.ofMinutes(5);

  @ParameterizedTest
  @CsvSource({"0,PT5M", "1,PT10M", "2,PT20M", "6,PT5H20M", "7,PT6H", "1000,PT6H"})
  void theWaitDoublesWithEachFailureUpToSixHours(int failures, Duration wait) {
    assertThat(RefreshPlan.next(NOON, FIVE, failures, null, () -> 0.5)).isEqualTo(NOON.plus(wait));
  }

  @Test
  void aTenthOfSpreadKeepsAFleetFromBeingDueAtOnce() {
    assertThat(RefreshPlan.next(NOON, FIVE, 0, null, () -> 0)).isEqualTo(NOON.plusSeconds(270));
    assertThat(RefreshPlan.next(NOON, FIVE, 0, null, () -> 1)).isEqualTo(NOON.plusSeconds(330));
  }

  @Test
  void itIsNeverBeforeWhatTheForgeAsksFor() {
    Instant later = NOON.plusSeconds(3600);
    assertThat(RefreshPlan.next(NOON, FIVE, 1, later, () -> 0.5)).isEqualTo(later);
    assertThat(RefreshPlan.next(NOON, FIVE, 1, NOON, () -> 0.5)).isEqualTo(NOON.plusSeconds(600));
  }
}
