/**
 * Owns what goes out to one channel: how a message looks, by which way it is sent, and what came
 * back.
 *
 * <p>It never chooses what is sent or when, and stores nothing. Its beginnings are {@link
 * org.sluice.notification.post.Letter}, {@link org.sluice.notification.post.Mailer} and {@link
 * org.sluice.notification.post.WebhookPost}; what they need to know of a channel is {@link
 * org.sluice.notification.post.Channel}. It is apart because all that waits for a network is in it.
 */
package org.sluice.notification.post;
