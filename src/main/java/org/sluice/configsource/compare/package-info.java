/**
 * Owns what an application gets as people look at it: key by key, where each value comes from, and
 * what differs between two commits.
 *
 * <p>It never serves a client and remembers nothing: it reads as serving does, in the same rights.
 * Its doors are {@link org.sluice.configsource.compare.ConfigComparison} for the console and {@link
 * org.sluice.configsource.compare.ConfigDiffResource} for programs. It is apart from serving
 * because clients sort out themselves what wins, and only people ask what lost.
 *
 * <p>It belongs to the room {@code configsource}.
 */
package org.sluice.configsource.compare;
