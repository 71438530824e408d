package org.sluice.delivery.subscription;

/**
 * How much a re-sync of a subscriber sends, as far as that is known before.
 *
 * @param repositories whose files are sent
 * @param files that they have together
 */
public record ResyncExtent(long repositories, long files) {}
