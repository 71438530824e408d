/**
 * Owns channels: which notices each wants, how fast they go out, and what became of every message.
 *
 * <p>It never decides who sees a notice in the console, and sends nothing itself. Its doors are
 * {@link org.sluice.notification.channel.ChannelService}, {@link
 * org.sluice.notification.channel.MessageStore} for what is to be sent, and {@link
 * org.sluice.notification.channel.Postman}, who has it sent. It is apart from notices, since people
 * who are elsewhere must hear of each once, and people who look see it at once.
 */
package org.sluice.notification.channel;
