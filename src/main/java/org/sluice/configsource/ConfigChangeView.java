package org.sluice.configsource;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An entry of a source's history: the default label named another commit, or was gone.
 *
 * @param id of the entry
 * @param at when it was seen
 * @param label the label
 * @param oldCommit that it named before, 40 hex digits; null if there was none, or it is the new
 *     one, since the label is back
 * @param newCommit that it named from then on; null if it was gone
 * @param forced whether the new commit does not descend from the old one
 * @param changedPaths paths that differ, the first 200; none if that is not known
 * @param changedPathCount number of paths that differ
 * @param applications names that files which differ may be for; {@code *} for all
 */
public record ConfigChangeView(
    UUID id,
    Instant at,
    String label,
    String oldCommit,
    String newCommit,
    boolean forced,
    List<String> changedPaths,
    int changedPathCount,
    List<String> applications) {

  static ConfigChangeView of(ConfigurationChanged change) {
    return new ConfigChangeView(
        change.changeId(),
        change.at(),
        change.label(),
        change.oldCommit(),
        change.newCommit(),
        change.forced(),
        change.paths(),
        change.pathCount(),
        change.applications());
  }
}
