/**
 * Owns what an installation is told from outside: where settings come from, how their values are
 * written, and what they are when nobody says anything. It belongs to the floor {@code platform}.
 *
 * <p>It never knows what a setting is for. Its door is {@link
 * org.sluice.platform.settings.Settings}. It is apart since every room reads it, and nothing else
 * of the floor has to.
 */
package org.sluice.platform.settings;
