/**
 * Owns the filters of lists that people keep under a name of their own.
 *
 * <p>It never applies one and does not know what a list can be filtered by: a filter is the part of
 * an address behind the question mark. Its door is {@link org.sluice.filter.SavedFilterService}. It
 * is a room of its own since it belongs to people and to pages, and to none of the rooms whose
 * lists are filtered.
 */
@Room(mayUse = {"identity"})
package org.sluice.filter;

import org.sluice.platform.Room;
