/**
 * Owns the work of a sync: what it is told at its begin, what lets it in, the push that follows,
 * and what is written at its end.
 *
 * <p>It never speaks Git itself and never decides when it runs: it is the work of {@code SYNC} jobs
 * and drives the {@code git} room. Its doors are {@link org.sluice.mirror.sync.MirrorSync} and
 * {@link org.sluice.mirror.sync.MirrorRecord}. It is apart so that what happens within one run, and
 * in which transactions, is seen together.
 */
package org.sluice.mirror.sync;
