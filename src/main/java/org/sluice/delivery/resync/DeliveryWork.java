package org.sluice.delivery.resync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.delivery.courier.DeliveryMetrics;
import org.sluice.delivery.courier.Turns;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.delivery.run.RunEnd;
import org.sluice.delivery.run.Runs;
import org.sluice.job.ItemRun;
import org.sluice.job.item.ItemOutcome;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;

/**
 * What jobs about deliveries have in common: the turn with the subscription, and runs until nothing
 * is left or it is not worth while to wait.
 */
@ApplicationScoped
class DeliveryWork {

  /** Times that an item waits for what was not taken; what is left then goes on without it. */
  private static final int RESTS = 3;

  private static final Duration LONGEST_REST = Duration.ofMinutes(3);

  @Inject private SubscriptionStore subscriptions;
  @Inject private DeliveryStore deliveries;
  @Inject private SubscriberGates gates;
  @Inject private SubscriberStore subscribers;
  @Inject private Turns turns;
  @Inject private Runs runs;
  @Inject private DeliveryMetrics metrics;

  /** Sends everything of the commit again, as a generation of its own. */
  ItemOutcome resync(ItemRun item) {
    return inTurn(
        item,
        (subscription, turn) -> {
          Optional<Subscription> begun =
              subscriptions.beginGeneration(subscription.id(), item.jobId());
          if (begun.isEmpty()) {
            return ItemOutcome.skipped("the subscription was deleted meanwhile");
          }
          deliveries.retry(subscription.id());
          if (isPulledOnly(subscription)) {
            subscriptions.endGeneration(subscription.id(), item.jobId());
            subscriptions.become(subscription.id(), SubscriptionStatus.DELIVERING, null, null);
            return ItemOutcome.succeeded("everything is given again to who pulls it");
          }
          ItemOutcome outcome = deliver(item, begun.get(), turn, true);
          if (item.cancellation().cause() == Cancellation.Cause.SHUTDOWN) {
            return outcome;
          }
          if (item.cancellation().isCancelled()) {
            subscriptions.cancelGeneration(subscription.id(), item.jobId(), Instant.now());
          } else {
            subscriptions.endGeneration(subscription.id(), item.jobId());
          }
          return outcome;
        });
  }

  /** Sends what is missing, as if nothing had been refused. */
  ItemOutcome retry(ItemRun item) {
    return inTurn(
        item,
        (subscription, turn) -> {
          if (subscription.status() == SubscriptionStatus.PAUSED) {
            return ItemOutcome.skipped("the subscription is paused");
          }
          if (subscription.status() == SubscriptionStatus.DISABLED) {
            subscriptions.become(subscription.id(), SubscriptionStatus.DELIVERING, null, null);
          }
          deliveries.retry(subscription.id());
          if (!isSentTo(subscription)) {
            return ItemOutcome.skipped("the subscriber is paused or disabled");
          }
          return isPulledOnly(subscription)
              ? ItemOutcome.succeeded("what is missing is given again to who pulls it")
              : deliver(item, subscription, turn, false);
        });
  }

  private boolean isSentTo(Subscription subscription) {
    return subscribers
        .find(subscription.subscriberId())
        .filter(each -> each.status() == SubscriberStatus.ACTIVE)
        .isPresent();
  }

  private boolean isPulledOnly(Subscription subscription) {
    return subscribers
        .find(subscription.subscriberId())
        .filter(each -> each.endpointUrl() == null)
        .isPresent();
  }

  /** What is done while the turn is held. */
  @FunctionalInterface
  private interface Errand {
    ItemOutcome run(Subscription subscription, Turns.Turn turn);
  }

  private ItemOutcome inTurn(ItemRun item, Errand errand) {
    item.progress("WAITING", Double.NaN, 0);
    Optional<Turns.Turn> mine = turns.take(item.subjectId(), item.cancellation());
    if (mine.isEmpty()) {
      return ItemOutcome.cancelled();
    }
    try (Turns.Turn turn = mine.get()) {
      Optional<Subscription> found = subscriptions.find(item.subjectId());
      return found.isEmpty()
          ? ItemOutcome.skipped("the subscription was deleted meanwhile")
          : errand.run(found.get(), turn);
    }
  }

  private ItemOutcome deliver(
      ItemRun item, Subscription subscription, Turns.Turn turn, boolean whole) {
    // Somebody asked for the job: that is worth a probe, however many subscriptions it is about.
    gates.tryNow(subscription.subscriberId(), Ids.madeAt(item.jobId()));
    DeliveryWatch watch = new DeliveryWatch(item, whole);
    for (int rests = 0; ; rests++) {
      RunEnd end = runs.run(subscription.id(), turn.cancellation(), metrics.also(watch));
      metrics.ended(end);
      switch (end.state()) {
        case SYNCED:
          return ItemOutcome.succeeded(watch.words());
        case STOPPED:
          return ItemOutcome.cancelled();
        case FAILED:
        case STILL:
          return ItemOutcome.failed(end.kind(), end.detail());
        default:
          Duration wait = Duration.between(Instant.now(), end.until());
          if (rests == RESTS || wait.compareTo(LONGEST_REST) > 0) {
            return ItemOutcome.failed(
                end.kind(), end.detail() + " It goes on by itself at " + end.until() + ".");
          }
          item.attemptFailed(end.kind(), end.detail());
          if (!item.restSeen(wait)) {
            return ItemOutcome.cancelled();
          }
      }
    }
  }

  /** Key by which jobs about one subscription exclude each other. */
  static String key(UUID subscription) {
    return "delivery:" + subscription;
  }
}
