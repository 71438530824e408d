/**
 * Owns following: when a source's upstream is asked, what a round is, and what it writes.
 *
 * <p>It never answers a request for configuration, and never syncs by itself: it glances, and
 * starts a sync of the mirror where there is something to bring. Its door is {@link
 * org.sluice.configsource.follow.Following}. It is apart so that rounds, their order and their
 * transactions are seen together.
 */
package org.sluice.configsource.follow;
