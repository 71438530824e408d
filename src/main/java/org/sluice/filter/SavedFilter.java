package org.sluice.filter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A filter that somebody keeps. Only he sees it; it goes with him.
 *
 * @param id the filter
 * @param list which list it is of
 * @param name what he calls it
 * @param query the part of the list's address behind the question mark; empty for no filter at all
 * @param createdAt when he kept it first
 * @param updatedAt when he changed it last
 * @param version goes up with each change
 */
@Schema(name = "SavedFilter")
public record SavedFilter(
    UUID id,
    FilteredList list,
    String name,
    String query,
    Instant createdAt,
    Instant updatedAt,
    @JsonIgnore @Schema(hidden = true) long version) {

  /** The entity tag. */
  String tag() {
    return Long.toString(version);
  }
}
