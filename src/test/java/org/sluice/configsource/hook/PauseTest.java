package org.sluice.configsource.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.FailureKind;

class PauseTest {

  private static final Attempt AGAIN = Attempt.again(FailureKind.REFUSED_UPSTREAM, "503");

  @Test
  void pausesGrowUpToAnHour() {
    assertThat(Pause.after(AGAIN, 1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Pause.after(AGAIN, 2)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Pause.after(AGAIN, 5)).isEqualTo(Duration.ofHours(1));
    assertThat(Pause.after(AGAIN, 5000)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aListenerMayAskForALongerPauseUpToADay() {
    assertThat(Pause.after(AGAIN.after(Duration.ofSeconds(1)), 1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Pause.after(AGAIN.after(Duration.ofHours(3)), 1)).isEqualTo(Duration.ofHours(3));
    assertThat(Pause.after(AGAIN.after(Duration.ofDays(3)), 1)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void whatWillNotDoByItselfWaitsLongAtOnce() {
    Attempt refused = Attempt.failed(FailureKind.REFUSED_UPSTREAM, "a loopback address");
    assertThat(Pause.after(refused, 1)).isEqualTo(Duration.ofHours(1));
  }
}
