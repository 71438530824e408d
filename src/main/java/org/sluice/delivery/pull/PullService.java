package org.sluice.delivery.pull;

import com.fasterxml.jackson.core.type.TypeReference;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.delivery.courier.DeliveryMetrics;
import org.sluice.delivery.courier.Turns;
import org.sluice.delivery.run.PullCursor;
import org.sluice.delivery.run.Pulled;
import org.sluice.delivery.run.RunEnd;
import org.sluice.delivery.run.RunWatch;
import org.sluice.delivery.run.Runs;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.platform.Cancellation;
import org.sluice.rest.Json;

/** The door of pulling: in the caller's thread, without a transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PullService {

  private static final Duration AGAIN = Duration.ofSeconds(2);

  @Inject private SubscriptionService subscriptions;
  @Inject private Turns turns;
  @Inject private Runs runs;
  @Inject private DeliveryMetrics metrics;

  /**
   * Takes note of what the caller has, and gives what is next.
   *
   * @param after the cursor of the last event that was handled; null or empty for none
   * @param most events
   * @throws DomainException NOT_FOUND; FORBIDDEN; INVALID; UNAVAILABLE while something else is
   *     delivering it; CONFLICT {@code subscription-still} if it, or its subscriber, is paused or
   *     disabled
   */
  @SuppressWarnings("try") // The turn is held, not asked.
  public PulledEvents pull(Caller caller, UUID id, String after, int most) {
    subscriptions.requireMoved(caller, id);
    PullCursor cursor = PullCursor.parse(after);
    Pulled pulled;
    try (Turns.Turn turn = turns.tryTake(id, new Cancellation()).orElseThrow(this::busy)) {
      pulled = runs.pull(id, cursor, most, metrics.also(RunWatch.NOBODY));
    }
    metrics.ended(pulled.end());
    if (pulled.end().state() == RunEnd.State.STILL) {
      throw DomainException.conflict("subscription-still", pulled.end().detail());
    }
    List<PulledEvents.Event> events = new ArrayList<>();
    String next = cursor.toString();
    for (Pulled.Letter letter : pulled.letters()) {
      next = letter.cursor().toString();
      events.add(new PulledEvents.Event(next, letter.id(), json(letter.body())));
    }
    return new PulledEvents(events, next, subscriptions.get(caller, id).status());
  }

  private DomainException busy() {
    return DomainException.retryLater(
        FailureKind.UNAVAILABLE, "delivery-running", "It is being delivered right now.", AGAIN);
  }

  private static Map<String, Object> json(byte[] body) {
    try {
      return Json.mapper().readValue(body, new TypeReference<Map<String, Object>>() {});
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
