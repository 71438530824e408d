package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class SignInThrottleTest {

  private final HandClock clock = new HandClock();
  private final SignInThrottle throttle = new SignInThrottle(clock);

  private void fail(String user, String address, int times) {
    for (int i = 0; i < times; i++) {
      throttle.begin(user, address);
    }
  }

  private Duration wait(String user, String address) {
    DomainException refused =
        catchThrowableOfType(DomainException.class, () -> throttle.begin(user, address));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(FailureKind.TOO_MANY);
    return refused.retryAfter().orElseThrow();
  }

  private void mayBegin(String user, String address) {
    assertThatCode(() -> throttle.begin(user, address)).doesNotThrowAnyException();
  }

  @Test
  void theSixthAttemptWithinAMinuteHasToWait() {
    fail("ana", "10.0.0.1", 5);
    assertThat(wait("ana", "10.0.0.1")).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    assertThat(wait("ANA", "10.0.0.2")).isPositive();
    mayBegin("bob", "10.0.0.1");
  }

  @Test
  void waitingGrowsWithEachFurtherFailureUpToALimit() {
    fail("ana", "10.0.0.1", 5);
    clock.pass(Duration.ofSeconds(61));
    mayBegin("ana", "10.0.0.1");
    assertThat(wait("ana", "10.0.0.1")).isGreaterThan(Duration.ofSeconds(119));
    clock.pass(Duration.ofSeconds(121));
    mayBegin("ana", "10.0.0.1");
    assertThat(wait("ana", "10.0.0.1")).isGreaterThan(Duration.ofSeconds(239));
    for (int i = 0; i < 20; i++) {
      clock.pass(SignInThrottle.LONGEST);
      mayBegin("ana", "10.0.0.1");
      assertThat(wait("ana", "10.0.0.1"))
          .isLessThanOrEqualTo(SignInThrottle.LONGEST.plusSeconds(1));
    }
  }

  @Test
  void aQuietTimeForgets() {
    fail("ana", "10.0.0.1", 4);
    clock.pass(SignInThrottle.WINDOW);
    fail("ana", "10.0.0.1", 4);
    mayBegin("ana", "10.0.0.1");
    clock.pass(Duration.ofMinutes(1).plus(SignInThrottle.LONGEST));
    fail("ana", "10.0.0.1", 4);
    mayBegin("ana", "10.0.0.1");
  }

  @Test
  void aSuccessForgetsTheFailuresOfTheAccount() {
    fail("ana", "10.0.0.1", 4);
    throttle.succeeded("ana", "10.0.0.1");
    fail("ana", "10.0.0.1", 4);
    mayBegin("ana", "10.0.0.1");
    assertThat(wait("ana", "10.0.0.1")).isPositive();
  }

  @Test
  void successesAreNotCounted() {
    for (int i = 0; i < 1000; i++) {
      throttle.begin("ana", "10.0.0.1");
      throttle.succeeded("ana", "10.0.0.1");
    }
    mayBegin("ana", "10.0.0.1");
  }

  @Test
  void anAddressThatTriesManyAccountsHasToWaitWhateverItSucceedsIn() {
    for (int i = 0; i < SignInThrottle.ADDRESS_LIMIT - 1; i++) {
      throttle.begin("user" + i, "10.0.0.1");
      throttle.begin("own", "10.0.0.1");
      throttle.succeeded("own", "10.0.0.1");
    }
    mayBegin("last", "10.0.0.1");
    assertThat(wait("another", "10.0.0.1")).isPositive();
    assertThat(wait(null, "10.0.0.1")).isPositive();
    mayBegin("another", "10.0.0.2");
  }
}
