package org.sluice.delivery.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sluice.delivery.gate.SubscriberGate.Hold;
import org.sluice.delivery.gate.SubscriberGate.Pass;

class SubscriberGateTest {

  private static final Duration OPEN = Duration.ofMinutes(30);
  private static final String WHY = "example.org did not answer in time.";

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private static Subscriber subscriber(
      SubscriberStatus status, Integer rate, Breaker breaker, Instant resting) {
    return subscriber("https://example.org/in", status, rate, breaker, resting);
  }

  private static Subscriber subscriber(
      String endpoint, SubscriberStatus status, Integer rate, Breaker breaker, Instant resting) {
    return new Subscriber(
        new UUID(0, 1),
        new UUID(0, 2),
        "billing",
        endpoint,
        null,
        "sealed",
        null,
        null,
        status,
        null,
        rate,
        breaker,
        resting,
        Instant.EPOCH,
        Instant.EPOCH,
        1);
  }

  private static SubscriberGate gate() {
    return gate(null);
  }

  private static SubscriberGate gate(Integer rate) {
    return new SubscriberGate(
        subscriber(SubscriberStatus.ACTIVE, rate, Breaker.CLOSED, null), OPEN);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private void fail(SubscriberGate gate, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(gate.enter(now).mayGo()).isTrue();
      gate.failed(now, WHY);
    }
  }

  @Test
  void letsEverythingThroughWhileAllIsWell() {
    SubscriberGate gate = gate();
    for (int i = 0; i < 100; i++) {
      assertThat(gate.enter(now)).isEqualTo(Pass.GO);
      gate.taken();
    }
    assertThat(gate.toStore()).isEmpty();
  }

  @Test
  void whoIsPausedOrDisabledGetsNothingAndNobodyKnowsUntilWhen() {
    for (SubscriberStatus status : List.of(SubscriberStatus.PAUSED, SubscriberStatus.DISABLED)) {
      SubscriberGate gate =
          new SubscriberGate(subscriber(status, null, Breaker.CLOSED, null), OPEN);
      assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.OFF, null));
    }
  }

  @Test
  void whoHasNoEndpointGetsNothingAndNobodyKnowsUntilWhen() {
    SubscriberGate gate =
        new SubscriberGate(
            subscriber(null, SubscriberStatus.ACTIVE, null, Breaker.CLOSED, null), OPEN);
    assertThat(gate.enter(now)).isEqualTo(SubscriberGate.Pass.OFF);
  }

  @Test
  void theFifthFailureInARowOpensTheBreaker() {
    SubscriberGate gate = gate();
    fail(gate, 4);
    assertThat(gate.toStore()).isEmpty();
    fail(gate, 1);
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.BREAKER, now.plus(OPEN)));
    assertThat(gate.toStore())
        .contains(new SubscriberGate.State(new Breaker(5, now.plus(OPEN), WHY), null));
  }

  @Test
  void aMessageThatIsTakenEndsTheRow() {
    SubscriberGate gate = gate();
    fail(gate, 4);
    gate.taken();
    fail(gate, 4);
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void whatWasSentBeforeItOpenedDoesNotKeepItOpenLonger() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    Instant end = now.plus(OPEN);
    later(Duration.ofSeconds(20));
    gate.failed(now, WHY);
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.BREAKER, end));
    assertThat(gate.state().breaker().failures()).isEqualTo(5);
  }

  @Test
  void afterItsTimeOneMessageProbesWhileTheOthersWait() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    later(OPEN);
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.BREAKER, now.plus(SubscriberGate.AGAIN)));
    gate.taken();
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.state().breaker()).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void aProbeThatFailsOpensItAgain() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    later(OPEN);
    fail(gate, 1);
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.BREAKER, now.plus(OPEN)));
    assertThat(gate.state().breaker().failures()).isEqualTo(6);
  }

  @Test
  void aProbeThatWasGivenUpOrLostLetsAnotherOneGo() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    later(OPEN);
    assertThat(gate.enter(now).mayGo()).isTrue();
    gate.abandoned();
    assertThat(gate.enter(now).mayGo()).isTrue();
    later(SubscriberGate.PROBE.minusMillis(1));
    assertThat(gate.enter(now).mayGo()).isFalse();
    later(Duration.ofMillis(1));
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void oneOfManyWhoAskAtOnceProbes() throws Exception {
    SubscriberGate gate = gate();
    fail(gate, 5);
    later(OPEN);
    int many = 8;
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Pass>> asked = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        asked.add(
            threads.submit(
                () -> {
                  start.await();
                  return gate.enter(now);
                }));
      }
      start.countDown();
      int passed = 0;
      for (Future<Pass> each : asked) {
        passed += each.get().mayGo() ? 1 : 0;
      }
      assertThat(passed).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoAsksToRestIsLeftAloneForADayAtMost() {
    SubscriberGate gate = gate();
    gate.askedToRest(now, now.plusSeconds(90));
    gate.askedToRest(now, now.plusSeconds(10));
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.RESTING, now.plusSeconds(90)));
    gate.askedToRest(now, now.plus(Duration.ofDays(400)));
    assertThat(gate.enter(now))
        .isEqualTo(new Pass(Hold.RESTING, now.plus(SubscriberGate.LONGEST_REST)));
    later(SubscriberGate.LONGEST_REST);
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void aRestInThePastIsNone() {
    SubscriberGate gate = gate();
    gate.askedToRest(now, now.minusSeconds(5));
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.toStore()).isEmpty();
  }

  @Test
  void aProbeThatAsksForARestDecidesNothing() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    later(OPEN);
    assertThat(gate.enter(now).mayGo()).isTrue();
    gate.askedToRest(now, now.plusSeconds(60));
    later(Duration.ofSeconds(60));
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now).hold()).isEqualTo(Hold.BREAKER);
  }

  @Test
  void aRateSpacesMessagesAndSavesNoneUp() {
    SubscriberGate gate = gate(4);
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.RATE, now.plusMillis(250)));
    later(Duration.ofSeconds(10));
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.RATE, now.plusMillis(250)));
  }

  @Test
  void whoWaitsForHisRateTakesNoProbe() {
    SubscriberGate gate = gate(1);
    fail(gate, 1);
    for (int i = 0; i < 4; i++) {
      later(Duration.ofSeconds(1));
      fail(gate, 1);
    }
    later(OPEN);
    assertThat(gate.enter(now).mayGo()).isTrue();
    gate.abandoned();
    assertThat(gate.enter(now).hold()).isEqualTo(Hold.RATE);
    later(Duration.ofSeconds(1));
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void whoAsksForAMessageHasOneProbeLetThrough() {
    SubscriberGate gate = gate();
    gate.tryNow(now);
    assertThat(gate.toStore()).isEmpty();
    fail(gate, 5);
    gate.toStore();
    gate.stored();
    later(Duration.ofSeconds(1));
    Instant asked = now;
    gate.tryNow(asked);
    assertThat(gate.toStore()).contains(new SubscriberGate.State(new Breaker(5, asked, WHY), null));
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now).hold()).isEqualTo(Hold.BREAKER);
    later(Duration.ofSeconds(1));
    gate.failed(now, WHY);
    gate.tryNow(asked);
    assertThat(gate.enter(now)).as("it is known").isEqualTo(new Pass(Hold.BREAKER, now.plus(OPEN)));
    gate.tryNow(now);
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void whoAskedToRestIsLeftAloneWhoeverAsksForAMessage() {
    SubscriberGate gate = gate();
    gate.askedToRest(now, now.plusSeconds(60));
    gate.tryNow(now);
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.RESTING, now.plusSeconds(60)));
  }

  @Test
  void resetLetsMessagesThroughAtOnce() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    gate.askedToRest(now, now.plusSeconds(60));
    gate.reset();
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.state()).isEqualTo(new SubscriberGate.State(Breaker.CLOSED, null));
    gate.failed(now, WHY);
    assertThat(gate.enter(now).mayGo()).isTrue();
  }

  @Test
  void theFirstMessageThatIsTakenSaysOnceThatTheWayIsFreeForWhoWasTurnedAway() {
    SubscriberGate gate = gate();
    gate.taken();
    assertThat(gate.isFreeAgain(now)).as("who came before it is not known").isTrue();
    assertThat(gate.isFreeAgain(now)).isFalse();
    gate.taken();
    assertThat(gate.isFreeAgain(now)).as("nobody was turned away").isFalse();
    fail(gate, 5);
    assertThat(gate.enter(now).mayGo()).isFalse();
    gate.reset();
    assertThat(gate.isFree(now)).isTrue();
    gate.taken();
    assertThat(gate.isFreeAgain(now)).isTrue();
    assertThat(gate.isFreeAgain(now)).isFalse();
    gate.notWoken();
    gate.taken();
    assertThat(gate.isFreeAgain(now)).isTrue();
  }

  @Test
  void theWayIsNotFreeWhileItRests() {
    SubscriberGate gate = gate();
    gate.askedToRest(now, now.plusSeconds(60));
    assertThat(gate.enter(now).mayGo()).isFalse();
    gate.taken();
    assertThat(gate.isFree(now)).isFalse();
    assertThat(gate.isFreeAgain(now)).isFalse();
    later(Duration.ofSeconds(60));
    gate.taken();
    assertThat(gate.isFreeAgain(now)).isTrue();
  }

  @Test
  void whoWaitsForHisRateIsNotTurnedAway() {
    SubscriberGate gate = gate(1);
    gate.taken();
    assertThat(gate.isFreeAgain(now)).isTrue();
    assertThat(gate.enter(now).mayGo()).isTrue();
    assertThat(gate.enter(now).hold()).isEqualTo(Hold.RATE);
    gate.taken();
    assertThat(gate.isFreeAgain(now)).isFalse();
  }

  @Test
  void whatWasStoredGoesOnWhereItStood() {
    Instant end = now.plusSeconds(30);
    SubscriberGate gate =
        new SubscriberGate(
            subscriber(SubscriberStatus.ACTIVE, null, new Breaker(7, end, WHY), null), OPEN);
    assertThat(gate.enter(now)).isEqualTo(new Pass(Hold.BREAKER, end));
    later(Duration.ofSeconds(30));
    fail(gate, 1);
    assertThat(gate.state().breaker()).isEqualTo(new Breaker(8, now.plus(OPEN), WHY));

    SubscriberGate resting =
        new SubscriberGate(
            subscriber(SubscriberStatus.ACTIVE, null, Breaker.CLOSED, now.plusSeconds(5)), OPEN);
    assertThat(resting.enter(now)).isEqualTo(new Pass(Hold.RESTING, now.plusSeconds(5)));
  }

  @Test
  void oneAtATimeStoresAndTheNewestIsStoredLast() {
    SubscriberGate gate = gate();
    fail(gate, 5);
    Optional<SubscriberGate.State> first = gate.toStore();
    assertThat(first).isPresent();
    gate.taken();
    assertThat(gate.toStore()).as("another one is storing").isEmpty();
    gate.stored();
    assertThat(gate.toStore()).contains(new SubscriberGate.State(Breaker.CLOSED, null));
    gate.stored();
    assertThat(gate.toStore()).isEmpty();
  }
}
