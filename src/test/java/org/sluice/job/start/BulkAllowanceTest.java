package org.sluice.job.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.failure.DomainException;
import org.sluice.platform.Ids;

class BulkAllowanceTest {

  private long now;
  private final BulkAllowance allowance = new BulkAllowance(() -> now);
  private final UUID ana = Ids.next();

  @Test
  void twentyAMinuteAreFreeAndTheNextMustWait() {
    useAll();
    now = Duration.ofSeconds(20).toNanos();

    assertThatThrownBy(() -> allowance.take(ana))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(41)));
  }

  @Test
  void minuteSlides() {
    useAll();
    now = Duration.ofSeconds(60).toNanos();

    assertThatCode(() -> allowance.take(ana)).doesNotThrowAnyException();
  }

  @Test
  void othersAreNotAffected() {
    useAll();

    assertThatCode(() -> allowance.take(Ids.next())).doesNotThrowAnyException();
  }

  @Test
  void whatStartedNothingIsGivenBack() {
    useAll();
    allowance.giveBack(ana);

    assertThatCode(() -> allowance.take(ana)).doesNotThrowAnyException();
    assertThatThrownBy(() -> allowance.take(ana)).isInstanceOf(DomainException.class);
  }

  private void useAll() {
    for (int n = 0; n < BulkAllowance.STARTS; n++) {
      allowance.take(ana);
    }
  }
}
