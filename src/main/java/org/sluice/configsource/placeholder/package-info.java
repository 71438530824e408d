/**
 * Puts values in the place of their names. It belongs to the room {@code configsource}.
 *
 * <p>It never looks anything up itself: no environment and no setting of this server can come into
 * an answer. Its door is {@link org.sluice.configsource.placeholder.Placeholders}. It is apart from
 * answers and their forms, since both need it and it needs neither.
 */
package org.sluice.configsource.placeholder;
