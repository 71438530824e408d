/**
 * Owns watching: who is told of a source while it happens.
 *
 * <p>It never looks at an upstream and stores nothing: what a watcher missed is in the source's
 * history. Its door is {@link org.sluice.configsource.watch.SourceStreams}. It is apart from
 * following, which must not wait for whoever watches.
 *
 * <p>It belongs to the room {@code configsource}.
 */
package org.sluice.configsource.watch;
