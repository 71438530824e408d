/**
 * Owns what a job is made of: the items, what each is about, and what can come of it. It belongs to
 * the room {@code job}.
 *
 * <p>It never runs one and stores none. It has no door but its types, which rooms that have work
 * fill in. It is apart since whoever gives work needs these and little else of the room.
 */
package org.sluice.job.item;
