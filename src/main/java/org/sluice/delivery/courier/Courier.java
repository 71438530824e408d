package org.sluice.delivery.courier;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.sluice.delivery.gate.SubscriberFree;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.delivery.run.RunEnd;
import org.sluice.delivery.run.Runs;
import org.sluice.mirror.MirrorSynced;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Executors;
import org.sluice.platform.Inside;

/**
 * Runs the subscriptions that are due, several at once, and few of one subscriber: one that is slow
 * leaves room for the others.
 */
@ApplicationScoped
@Inside
public class Courier {

  /** Runs of one subscriber at once. */
  static final int OF_ONE_SUBSCRIBER = 4;

  private static final System.Logger LOG = System.getLogger(Courier.class.getName());

  /** Due subscriptions that one look reads. */
  private static final int PORTION = 500;

  private final Semaphore places = new Semaphore(Executors.DELIVERIES_AT_ONCE);
  private final Map<UUID, Integer> bySubscriber = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  @Inject private SubscriptionStore subscriptions;
  @Inject private DeliveryStore deliveries;
  @Inject private Turns turns;
  @Inject private Runs runs;
  @Inject private DeliveryMetrics metrics;

  @Resource(lookup = Executors.DELIVERIES)
  private ManagedExecutorService executor;

  /** Has those delivered to that receive a repository of which refs have moved. */
  void synced(@Observes MirrorSynced synced) {
    if (subscriptions.hear(synced.repositoryId(), Instant.now()) > 0) {
      look();
    }
  }

  /** Has those go on that were turned away from a subscriber who takes messages again. */
  void free(@Observes SubscriberFree subscriber) {
    if (subscriptions.wakeOf(subscriber.id(), Instant.now()) > 0) {
      look();
    }
  }

  /**
   * Has all that waits for a subscriber looked at now, since somebody says that he can be reached:
   * what he could not take is tried again at once, what he refused when it is due.
   */
  public void wakeOf(UUID subscriber) {
    Instant now = Instant.now();
    deliveries.hurry(subscriber, now);
    subscriptions.wakeOf(subscriber, now);
    look();
  }

  /** Runs what was under way when the server stopped. */
  void recover() {
    subscriptions.recover(Instant.now());
    look();
  }

  /** Finds what an event missed. */
  void sweep() {
    if (subscriptions.hearAll(Instant.now()) > 0) {
      look();
    }
  }

  /** Has one looked at now. */
  public void wake(UUID subscription) {
    subscriptions.wake(subscription, Instant.now());
    look();
  }

  /** Begins the runs that are due, as far as there are places; each that ends looks again. */
  public void look() {
    for (SubscriptionStore.Due due : subscriptions.due(Instant.now(), PORTION)) {
      if (stopping || places.availablePermits() == 0) {
        return;
      }
      begin(due);
    }
  }

  private void begin(SubscriptionStore.Due due) {
    if (!enter(due.subscriberId())) {
      return;
    }
    Optional<Turns.Turn> turn = Optional.empty();
    boolean begun = false;
    try {
      turn = turns.tryTake(due.id(), new Cancellation());
      if (turn.isPresent()) {
        Turns.Turn mine = turn.get();
        executor.execute(() -> serve(due, mine));
        begun = true;
      }
    } finally {
      if (!begun) {
        turn.ifPresent(Turns.Turn::close);
        leave(due.subscriberId());
      }
    }
  }

  private boolean enter(UUID subscriber) {
    if (!places.tryAcquire()) {
      return false;
    }
    int now = bySubscriber.merge(subscriber, 1, Integer::sum);
    if (now > OF_ONE_SUBSCRIBER) {
      leave(subscriber);
      return false;
    }
    return true;
  }

  private void leave(UUID subscriber) {
    bySubscriber.computeIfPresent(subscriber, (id, count) -> count == 1 ? null : count - 1);
    places.release();
  }

  private void serve(SubscriptionStore.Due due, Turns.Turn turn) {
    try (turn) {
      RunEnd end = runs.run(due.id(), turn.cancellation(), metrics.watch());
      metrics.ended(end);
      LOG.log(
          System.Logger.Level.DEBUG, "subscription={0} {1} {2}", due.id(), end.state(), end.kind());
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING, "subscription=" + due.id() + " could not be run", failed);
    } finally {
      leave(due.subscriberId());
    }
    if (!stopping) {
      look();
    }
  }

  /** Begins nothing more and stops what runs; it goes on after the next start. */
  void stop() {
    stopping = true;
    turns.stop();
  }
}
