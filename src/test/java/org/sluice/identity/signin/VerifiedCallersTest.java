package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.signin.VerifiedCallers.Verified;

class VerifiedCallersTest {

  private static final UUID ANA = new UUID(0, 1);
  private static final UUID BOB = new UUID(0, 2);

  private final HandClock clock = new HandClock();
  private final VerifiedCallers verified = new VerifiedCallers(clock);

  private static SignedIn principal(UUID id) {
    return new SignedIn(new Caller(id, "u" + id, false, Set.of(), Map.of(), null));
  }

  private void remember(String credentials, UUID id) {
    verified.put(credentials, principal(id), 0, null, verified.changes());
  }

  @Test
  void aVerificationIsBelievedForAMinute() {
    remember("one", ANA);
    clock.pass(Duration.ofSeconds(59));
    assertThat(verified.get("one")).isPresent();
    clock.pass(Duration.ofSeconds(1));
    assertThat(verified.get("one")).isEmpty();
  }

  @Test
  void aTokenIsNotBelievedBeyondItsEnd() {
    verified.put("one", principal(ANA), 0, clock.instant().plusSeconds(10), verified.changes());
    clock.pass(Duration.ofSeconds(10));
    assertThat(verified.get("one")).isEmpty();
  }

  @Test
  void aChangeForgetsItsUserAndNobodyElse() {
    remember("one", ANA);
    remember("two", ANA);
    remember("three", BOB);
    verified.forget(ANA);
    assertThat(verified.get("one")).isEmpty();
    assertThat(verified.get("two")).isEmpty();
    assertThat(verified.get("three")).isPresent();
    verified.forget((UUID) null);
    assertThat(verified.get("three")).isEmpty();
  }

  @Test
  void aVerificationThatBeganBeforeAChangeIsNotRemembered() {
    long before = verified.changes();
    verified.forget(ANA);
    verified.put("one", principal(ANA), 0, null, before);
    assertThat(verified.get("one")).isEmpty();
  }

  @Test
  @Timeout(20)
  void requestsAtOnceShareOneVerification() throws Exception {
    Verification slow = new Verification("one");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Verified> first = threads.submit(() -> verified.share("one", slow));
      slow.begun.await();
      Future<Verified> second =
          threads.submit(() -> verified.share("one", new Verification("one").ended()));
      slow.mayEnd.countDown();
      assertThat(second.get()).isSameAs(first.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Timeout(20)
  void whoAsksAfterAChangeSharesNoVerificationThatBeganBeforeIt() throws Exception {
    Verification slow = new Verification("one");
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Verified> before = threads.submit(() -> verified.share("one", slow));
      slow.begun.await();
      verified.forget(ANA);
      DomainException refused = DomainException.forbidden("revoked");
      assertThatThrownBy(
              () ->
                  verified.share(
                      "one",
                      () -> {
                        throw refused;
                      }))
          .isSameAs(refused);
      slow.mayEnd.countDown();
      assertThat(before.get().principal().caller().userId()).isEqualTo(ANA);
      assertThat(verified.get("one")).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  /** A verification of Ana that ends when it may. */
  private final class Verification implements Supplier<Verified> {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final String credentials;

    Verification(String credentials) {
      this.credentials = credentials;
    }

    Verification ended() {
      mayEnd.countDown();
      return this;
    }

    @Override
    public Verified get() {
      long changes = verified.changes();
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      return verified.put(credentials, principal(ANA), 0, null, changes);
    }
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 6_000; i++) {
      remember("c" + i, ANA);
    }
    assertThat(verified.get("c0")).isEmpty();
    assertThat(verified.get("c5999")).isPresent();
  }

  @Test
  void fingerprintsTellPartsApartAndHideThem() {
    assertThat(verified.fingerprint("a", "bc"))
        .isNotEqualTo(verified.fingerprint("ab", "c"))
        .isEqualTo(verified.fingerprint("a", "bc"))
        .isNotEqualTo(new VerifiedCallers(clock).fingerprint("a", "bc"));
  }
}
