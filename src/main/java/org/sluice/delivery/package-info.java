/**
 * Owns delivery: client apps that receive the files of repositories, what each of them has, and
 * sending what differs.
 *
 * <p>It never syncs a mirror and never reads a work tree: what is sent is the difference between a
 * commit, read from the object database, and the rows of what arrived. Its doors are {@link
 * org.sluice.delivery.subscriber.SubscriberService} and {@link
 * org.sluice.delivery.subscription.SubscriptionService}. It is a room of its own, above {@code
 * mirror}, since a mirror is whole without anybody receiving files from it.
 *
 * <h2>Its parts</h2>
 *
 * Each may use the ones before it.
 *
 * <ul>
 *   <li>{@code row}: subscriptions, what arrived and messages, as they are stored
 *   <li>{@code message}: what is written in a message
 *   <li>{@code gate}: subscribers as they are stored, and whether one can be sent to now
 *   <li>{@code plan}: what differs, portion by portion
 *   <li>{@code run}: a run, that sends what differs and records what arrived
 *   <li>{@code courier}: when which subscription is run, one run at a time for each
 *   <li>{@code resync}: the jobs that run everything again, or what failed
 *   <li>{@code subscriber}: what people and systems do with subscribers
 *   <li>{@code subscription}: what they do with subscriptions
 *   <li>{@code history}: what they see of messages and files
 *   <li>{@code pull}: the same for those who come and ask
 * </ul>
 *
 * One request and one failure are walked through in {@code
 * src/docs/adr/0019-delivery-is-a-difference.md}.
 */
@Room(mayUse = {"git", "egress", "registry", "mirror", "job", "identity", "vault", "audit"})
package org.sluice.delivery;

import org.sluice.platform.Room;
