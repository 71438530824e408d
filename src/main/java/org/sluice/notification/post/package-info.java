/**
 * Owns what goes out to one channel: how a message looks, by which way it is sent, and what came
 * back.
 *
 * <p>It never chooses what is sent or when, and stores nothing. Its beginnings are {@link
 * org.sluice.notification.post.Letter} and {@link org.sluice.notification.post.Mailer}; webhooks
 * are posted by {@link org.sluice.egress.webhook.WebhookPost}. What they need to know of a channel
 * is {@link org.sluice.notification.post.Channel}. It is apart since how a message looks and
 * travels is nothing to who chooses it.
 */
package org.sluice.notification.post;
