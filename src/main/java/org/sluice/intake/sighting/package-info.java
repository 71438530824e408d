/**
 * Owns what standing imports have seen at forges: which repository there is which here, and since
 * when it is missed.
 *
 * <p>It never asks a forge and never adds a repository. Its parts are used by {@code
 * org.sluice.intake.standing}: a whole listing is held against what was seen before in {@link
 * org.sluice.intake.sighting.Comparison}, which is pure. It is apart from the imports themselves,
 * since whether a repository is missed is worked out from what all of them saw.
 */
package org.sluice.intake.sighting;
