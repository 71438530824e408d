/**
 * Owns what people and systems do with subscribers: registering, changing, pinging and deleting
 * them, and giving them other secrets.
 *
 * <p>It never sends a file. Its door is {@link org.sluice.delivery.subscriber.SubscriberService}.
 * It is apart from the gates so that who sends depends on no door.
 */
package org.sluice.delivery.subscriber;
