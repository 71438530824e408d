package org.sluice.filter;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A filter that somebody wants to keep.
 *
 * @param list which list it is of
 * @param name what he calls it, once of each list
 * @param query the part of the list's address behind the question mark; page numbers are left out
 */
@Schema(name = "NewSavedFilter")
public record NewSavedFilter(FilteredList list, String name, String query) {}
