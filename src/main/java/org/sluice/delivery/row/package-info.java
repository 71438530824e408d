/**
 * Owns the rows of delivery: subscriptions, files that arrived, messages with their attempts.
 *
 * <p>It never decides what is sent and sends nothing. Its doors are the stores, one for each table;
 * each statement runs in its caller's transaction. It is apart so that everything that is true of
 * delivery after a crash can be read in one place.
 */
package org.sluice.delivery.row;
