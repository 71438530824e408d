/**
 * Owns what people and systems do with subscriptions: making and changing them, seeing how they
 * stand, having them delivered again.
 *
 * <p>It never sends anything itself: runs do, under jobs of which it holds the work. Its door is
 * {@link org.sluice.delivery.subscription.SubscriptionService}. It is apart from runs so that
 * rights and answers are in one place, and sending in another.
 */
package org.sluice.delivery.subscription;
