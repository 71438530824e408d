/**
 * Owns channels: which notices each wants, how fast they go out, how a message looks, by which way
 * it is sent, and what became of it.
 *
 * <p>It never decides who sees a notice in the console. Its doors are {@link
 * org.sluice.notification.channel.ChannelService}, {@link
 * org.sluice.notification.channel.MessageStore} for what is to be sent, and {@link
 * org.sluice.notification.channel.Postman}. It is a part of its own because all that waits for a
 * network is in it.
 */
package org.sluice.notification.channel;
