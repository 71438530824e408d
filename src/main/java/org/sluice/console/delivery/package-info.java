/**
 * Owns the pages of subscribers, of their subscriptions and of what was sent to them, and how all
 * of that looks and reads.
 *
 * <p>It never sends anything: pages ask the doors of the room that delivers. Its pages are {@code
 * /ui/subscribers}, {@code /ui/subscriber} and {@code /ui/subscription}; {@link
 * org.sluice.console.delivery.DeliveryLive} answers their script. It is apart from repositories
 * because whoever looks here asks what an application has, not what a mirror has.
 */
package org.sluice.console.delivery;
