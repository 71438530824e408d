/**
 * Reads lists: makes entries of bytes, one at a time, for CSV, JSON, OPML, bookmarks and plain
 * text.
 *
 * <p>It knows no repository and judges no address; what it cannot take for an entry it hands on
 * with what is wrong with it, and what it cannot take for a list it refuses as a whole. Its door is
 * {@link org.sluice.intake.reading.ListText}. It is apart, since all that reads what strangers
 * formed should be found in one place.
 */
package org.sluice.intake.reading;
