/**
 * Owns when subscriptions are run and by whom: one run at a time for each, those that are due
 * several at once.
 *
 * <p>It never starts a job and sends nothing itself. Its doors are {@link
 * org.sluice.delivery.courier.Courier}, who runs what is due, and {@link
 * org.sluice.delivery.courier.Turns} for whoever wants a run now. It is apart because its runs wait
 * for hosts of others, which no request does.
 */
package org.sluice.delivery.courier;
