package org.sluice.delivery.courier;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.sluice.delivery.gate.SubscriberFree;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.DueSubscriptions;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.delivery.run.RunEnd;
import org.sluice.delivery.run.Runs;
import org.sluice.mirror.MirrorSynced;
import org.sluice.platform.Executors;
import org.sluice.platform.Inside;

/**
 * Runs the subscriptions that are due, and hears what makes them so. How many run at once is the
 * matter of {@link Rounds}.
 */
@ApplicationScoped
@Inside
public class Courier {

  private static final System.Logger LOG = System.getLogger(Courier.class.getName());

  @Inject private SubscriptionStore subscriptions;
  @Inject private DueSubscriptions waiting;
  @Inject private DeliveryStore deliveries;
  @Inject private Turns turns;
  @Inject private LostRuns lost;
  @Inject private Runs runs;
  @Inject private DeliveryMetrics metrics;
  @Inject private Executors executors;

  private Rounds rounds;

  @PostConstruct
  void prepare() {
    rounds =
        new Rounds(
            Executors.DELIVERIES_AT_ONCE,
            (except, most) -> waiting.due(Instant.now(), except, most),
            turns,
            executors.deliveries(),
            this::run);
  }

  /** Has those delivered to that receive a repository of which refs have moved. */
  void synced(@Observes MirrorSynced synced) {
    if (waiting.hear(synced.repositoryId(), Instant.now()) > 0) {
      look();
    }
  }

  /** Has those go on that were turned away from a subscriber who takes messages again. */
  void free(@Observes SubscriberFree subscriber) {
    if (waiting.wakeOf(subscriber.id(), Instant.now()) > 0) {
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
    waiting.wakeOf(subscriber, now);
    look();
  }

  /**
   * Has all looked at now that a subscriber does not have yet, since he is elsewhere: what he could
   * not take is tried again at once, and so is what he only pulled so far.
   */
  public void moved(UUID subscriber) {
    Instant now = Instant.now();
    deliveries.hurry(subscriber, now);
    waiting.wakeAllOf(subscriber, now);
    look();
  }

  /** Runs what was under way when the server stopped. */
  void recover() {
    waiting.recover(Instant.now());
    look();
  }

  /** Finds what an event missed, and runs of which nobody heard the end. */
  void sweep() {
    Instant now = Instant.now();
    if (lost.free(now) + waiting.hearAll(now) > 0) {
      look();
    }
  }

  /** Has one looked at now. */
  public void wake(UUID subscription) {
    subscriptions.wake(subscription, Instant.now());
    look();
  }

  /** Begins the runs that are due, as far as there are places. */
  public void look() {
    rounds.look();
  }

  private void run(DueSubscriptions.Due due, Turns.Turn turn) {
    try {
      RunEnd end = runs.run(due.id(), turn.cancellation(), metrics.watch());
      metrics.ended(end);
      LOG.log(
          System.Logger.Level.DEBUG, "subscription={0} {1} {2}", due.id(), end.state(), end.kind());
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.WARNING, "subscription=" + due.id() + " could not be run", failed);
    }
  }

  /** Begins nothing more and stops what runs; it goes on after the next start. */
  void stop() {
    rounds.stop();
    turns.stop();
  }
}
