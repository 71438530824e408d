package org.sluice.delivery.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.plan.Survey;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStore;

/**
 * What one run sends, portion by portion: first what was planned before and not tried, then what is
 * announced, then the difference, and last what was tried before. The rows of a portion are
 * committed when it is handed out. Used by one thread at a time.
 *
 * <p>What failed before comes last, and of it what failed most often: while a breaker is open one
 * message is let through at a time, and a few that always fail must not be all that ever are.
 */
final class Portions {

  private final SubscriptionStore subscriptions;
  private final DeliveryStore deliveries;
  private final Subscription subscription;
  private final SubscriptionStore.Mirror mirror;
  private final Planner planner;
  private final Survey survey;

  // What fails in this run is not tried again by it.
  private final Instant begunAt = Instant.now();

  private long untriedAfter;
  private int attempts;
  private long againAfter;
  private boolean announced;
  private boolean failureTold;
  private int kind;
  private volatile boolean allPlanned;

  Portions(
      SubscriptionStore subscriptions,
      DeliveryStore deliveries,
      Subscription subscription,
      SubscriptionStore.Mirror mirror,
      Planner planner,
      Survey survey) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.subscription = subscription;
    this.mirror = mirror;
    this.planner = planner;
    this.survey = survey;
  }

  /** The time up to which what waits may be tried by this run. */
  Instant begunAt() {
    return begunAt;
  }

  /** The next messages that were planned before and not tried; empty if there are no more. */
  List<Delivery> untried() {
    List<Delivery> left =
        deliveries.untried(subscription.id(), begunAt, untriedAfter, Planner.PORTION);
    if (!left.isEmpty()) {
      untriedAfter = left.get(left.size() - 1).sequence();
    }
    return left;
  }

  /** The next messages that were tried before this run; empty if no more may be tried again. */
  List<Delivery> again() {
    List<Delivery> left =
        deliveries.again(subscription.id(), begunAt, attempts, againAfter, Planner.PORTION);
    if (!left.isEmpty()) {
      Delivery last = left.get(left.size() - 1);
      attempts = last.attempts();
      againAfter = last.sequence();
    }
    return left;
  }

  /**
   * Has the difference looked at from its beginning, as something arrived that was not of it.
   *
   * @see Planner#restart
   */
  void restart() {
    planner.restart();
    kind = 0;
  }

  /**
   * The next messages that are planned now; empty if there are no more. What became of others must
   * be recorded by then, since it is part of what the difference is of.
   *
   * @param mayPlan whether more of the difference may be written down
   * @throws IOException if the mirror cannot be read
   */
  List<Delivery> next(boolean mayPlan) throws IOException {
    if (!announced) {
      announced = true;
      if (subscription.snapshotOpen()
          && !subscriptions.isAnnounced(subscription.id(), subscription.generation())) {
        return List.of(planner.announce(DeliveryEvent.SNAPSHOT_STARTED, survey.files()));
      }
    }
    if (!failureTold) {
      failureTold = true;
      if (mirror.failure() != null && !mirror.failure().equals(subscription.toldFailure())) {
        Delivery told = planner.announce(DeliveryEvent.REPOSITORY_SYNC_FAILED, 0);
        subscriptions.told(subscription.id(), mirror.failure());
        return List.of(told);
      }
    }
    while (mayPlan && kind < Planner.ORDER.size()) {
      DeliveryEvent event = Planner.ORDER.get(kind);
      List<Delivery> portion = survey.of(event) == 0 ? List.of() : planner.portion(event);
      if (!portion.isEmpty()) {
        return portion;
      }
      kind++;
    }
    allPlanned = kind == Planner.ORDER.size();
    return List.of();
  }

  /** Whether all of the difference has been handed out. */
  boolean isAllPlanned() {
    return allPlanned;
  }
}
