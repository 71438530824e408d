/**
 * Owns what a source is and how it stands: its rules, its state, and the one place in memory where
 * all of them are read.
 *
 * <p>It never reads a database or a mirror: rounds put in what they left. Its door is {@link
 * org.sluice.configsource.board.SourceBoard}. It is apart since every other part of the room goes
 * by it, and it by none.
 *
 * <p>It belongs to the room {@code configsource}.
 */
package org.sluice.configsource.board;
