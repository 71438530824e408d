package org.sluice.delivery.subscription;

import org.sluice.identity.Caller;

/**
 * A subscription with what its reader may do with it.
 *
 * @param view the subscription
 * @param moved whether he may have it delivered again, or put still
 * @param kept whether he may change and delete it
 * @param subscriberSeen whether he sees who receives, too
 */
public record SeenSubscription(
    SubscriptionView view, boolean moved, boolean kept, boolean subscriberSeen) {

  static SeenSubscription of(Caller caller, KnownSubscription known) {
    return new SeenSubscription(
        SubscriptionView.of(known),
        known.isMovedBy(caller),
        known.isKeptBy(caller),
        caller.sees(known.subscriberNamespace()));
  }
}
