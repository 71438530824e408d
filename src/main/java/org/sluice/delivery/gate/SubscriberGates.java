package org.sluice.delivery.gate;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.Settings;

/**
 * The gates of all subscribers: read from their rows when they are first asked for, kept in memory,
 * and written when their state turns. A subscriber that is edited gets a new one.
 *
 * <p>Whoever was let through by {@link #enter} tells what became of the message by exactly one of
 * {@link #taken}, {@link #failed}, {@link #askedToRest} and {@link #abandoned}, on every path out.
 * None of them must be called in a transaction that goes on.
 */
@ApplicationScoped
@Inside
public class SubscriberGates {

  private static final System.Logger LOG = System.getLogger(SubscriberGates.class.getName());

  private final Map<UUID, SubscriberGate> gates = new ConcurrentHashMap<>();
  private final AtomicLong drops = new AtomicLong();

  @Inject private SubscriberStore store;
  @Inject private GateRecord record;
  @Inject private Settings settings;
  @Inject private Event<SubscriberFree> free;

  private Duration open;

  /** For the container. */
  public SubscriberGates() {
    // What it works on is injected.
  }

  /**
   * Gates outside a container.
   *
   * @param open how long a breaker stays open
   */
  public SubscriberGates(SubscriberStore store, GateRecord record, Duration open) {
    this.store = store;
    this.record = record;
    this.open = open;
  }

  @PostConstruct
  void prepare() {
    open = settings.deliveryBreakerOpen();
  }

  /** Whether a subscriber can be sent to now, as far as its rate allows. */
  public boolean isFree(UUID id, Instant now) {
    return gate(id).map(gate -> gate.isFree(now)).orElse(false);
  }

  /** Asks to send one message to a subscriber now. */
  public SubscriberGate.Pass enter(UUID id, Instant now) {
    return gate(id).map(gate -> gate.enter(now)).orElse(SubscriberGate.Pass.OFF);
  }

  /**
   * It answered as one that is well, be it that it refused the message: the breaker closes. If the
   * way is free by that for others who were turned away, {@link SubscriberFree} is fired.
   */
  public void taken(UUID id) {
    tell(id, SubscriberGate::taken);
    gate(id).filter(gate -> gate.isFreeAgain(Instant.now())).ifPresent(gate -> announce(id, gate));
  }

  /**
   * There was no answer, or a 5xx without a time to come again.
   *
   * @param why one safe sentence
   */
  public void failed(UUID id, Instant now, String why) {
    tell(id, gate -> gate.failed(now, why));
  }

  /** It asks to be left alone until a time: 429 or 503 with {@code Retry-After}. */
  public void askedToRest(UUID id, Instant now, Instant until) {
    tell(id, gate -> gate.askedToRest(now, until));
  }

  /** The message was not sent after all, or given up before there was an answer. */
  public void abandoned(UUID id) {
    tell(id, SubscriberGate::abandoned);
  }

  /**
   * Somebody asked for a message to be sent: an open breaker lets one through to see.
   *
   * @param asked when; what was learnt after that is not asked again, however many messages it is
   */
  public void tryNow(UUID id, Instant asked) {
    tell(id, gate -> gate.tryNow(asked));
  }

  /** Lets messages through at once: neither the breaker nor a rest holds any more. */
  public void reset(UUID id) {
    tell(id, SubscriberGate::reset);
  }

  /** Forgets a gate once its subscriber is another, or gone. */
  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SubscriberChanged change) {
    drops.incrementAndGet();
    gates.remove(change.id());
  }

  private Optional<SubscriberGate> gate(UUID id) {
    SubscriberGate known = gates.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    while (true) {
      long before = drops.get();
      Optional<Subscriber> row = store.find(id);
      if (row.isEmpty()) {
        return Optional.empty();
      }
      SubscriberGate read = new SubscriberGate(row.get(), open);
      SubscriberGate now =
          gates.compute(
              id,
              (key, other) ->
                  // What was read before a change is of no use after it.
                  other != null || drops.get() != before ? other : read);
      if (now != null) {
        return Optional.of(now);
      }
    }
  }

  private void tell(UUID id, Consumer<SubscriberGate> what) {
    Optional<SubscriberGate> gate = gate(id);
    gate.ifPresent(
        each -> {
          what.accept(each);
          keep(id, each);
        });
  }

  private void announce(UUID id, SubscriberGate gate) {
    if (free == null) {
      // Outside a container nobody waits.
      return;
    }
    try {
      free.fire(new SubscriberFree(id));
    } catch (RuntimeException failed) {
      // The message was taken all the same; what waits is woken by the next one.
      gate.notWoken();
      LOG.log(
          System.Logger.Level.WARNING, "subscriber=" + id + " what waits was not woken", failed);
    }
  }

  /** Writes what turned; if another does that right now, he writes this too. */
  private void keep(UUID id, SubscriberGate gate) {
    for (Optional<SubscriberGate.State> turned = gate.toStore();
        turned.isPresent();
        turned = gate.toStore()) {
      try {
        record.keep(id, turned.get());
      } catch (RuntimeException failed) {
        // The gate itself is right; the next turn writes again.
        LOG.log(
            System.Logger.Level.WARNING, "subscriber=" + id + " its gate was not stored", failed);
      } finally {
        gate.stored();
      }
    }
  }
}
