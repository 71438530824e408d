/**
 * Owns what is shown of deliveries: messages with their attempts, and the files that a subscriber
 * has.
 *
 * <p>It never decides what is sent, but has one message sent again. Its door is {@link
 * org.sluice.delivery.history.DeliveryService}. It is apart from subscriptions since these are few
 * and kept, while messages are many and forgotten.
 */
package org.sluice.delivery.history;
