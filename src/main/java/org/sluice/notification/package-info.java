/**
 * Owns the notices that rooms announce: that each transition is told once, who has read it, and the
 * channels by which people who are elsewhere hear of it.
 *
 * <p>It never decides what is worth a notice and never holds up whoever announces one. Its doors
 * are the event {@link org.sluice.platform.Notice}, {@link org.sluice.notification.NoticeService}
 * for readers and {@link org.sluice.notification.channel.ChannelService} for administrators. It is
 * a room of its own so that no feature knows a mail server, and so that an outage of a host reaches
 * people as a handful of messages, whichever rooms noticed it.
 *
 * <h2>One notice</h2>
 *
 * The record of a failed sync fires a {@code Notice} in its transaction. {@link
 * org.sluice.notification.Announcements} hears it there and stores it in the same transaction; if
 * that is rolled back, nobody ever hears of it. After the commit {@link
 * org.sluice.notification.Telling} takes what was announced, drops every transition that was told
 * before (a unique key decides), and stores the notice with one message for each channel that wants
 * it, in one transaction. Readers see it from then on. The {@link
 * org.sluice.notification.channel.Postman} then takes one delivery at a time from each channel,
 * sends it without a transaction, and records what became of it in another.
 *
 * <h2>One failure</h2>
 *
 * The endpoint of a webhook answers 503. The attempt is recorded with the time of the next one, 5 s
 * later, then 30 s, 2 min, 10 min and 1 h, or what {@code Retry-After} asks for; then the message
 * has failed and its channel says so. Were the server killed while the endpoint was answering, the
 * row still says that an attempt began: the sweep after the restart sends it again under the same
 * {@code webhook-id}, by which the receiver knows it.
 */
@Room(mayUse = {"egress", "identity", "vault", "audit"})
package org.sluice.notification;

import org.sluice.platform.Room;
