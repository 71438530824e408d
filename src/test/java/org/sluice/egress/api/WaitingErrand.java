package org.sluice.egress.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sluice.egress.budget.Errand;
import org.sluice.platform.Cancellation;

/** Errands by a clock that moves only when one of them waits. */
final class WaitingErrand implements InstantSource {

  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  private synchronized void passUntil(Instant time) {
    now = time.isAfter(now) ? time : now;
  }

  /** How long errands have waited, each. */
  List<Duration> waits() {
    return waits;
  }

  Errand of(Errand.Urgency urgency) {
    return new Errand(
        urgency,
        new Cancellation(),
        (wait, why) -> {
          waits.add(wait);
          passUntil(instant().plus(wait));
          return true;
        });
  }

  Errand background() {
    return of(Errand.Urgency.BACKGROUND);
  }

  Errand person() {
    return of(Errand.Urgency.PERSON);
  }
}
