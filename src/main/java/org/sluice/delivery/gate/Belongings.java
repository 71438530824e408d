package org.sluice.delivery.gate;

/**
 * How much is deleted with a subscriber.
 *
 * @param subscriptions of it
 * @param records of files that arrived, and of messages
 */
public record Belongings(long subscriptions, long records) {}
