/**
 * Owns what is told of the refs of a mirror, and what people decide on them: held changes, kept
 * tips, what a sync would do.
 *
 * <p>It never moves a ref by itself; it has the {@code git} room do it and the record of syncs
 * write it down. Its door is {@link org.sluice.mirror.refs.RefService}. It is apart from the
 * mirror's state since it reads the mirror's disk, and its answers are as large as that.
 */
package org.sluice.mirror.refs;
