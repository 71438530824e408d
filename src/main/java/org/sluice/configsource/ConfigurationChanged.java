package org.sluice.configsource;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The default label of a source names another commit, is gone, or is back; fired as a CDI event
 * once that is stored and served, outside any transaction.
 *
 * <p>A crash may swallow it: the history has it all the same.
 *
 * @param changeId of the entry in the history
 * @param sourceId the source
 * @param source its name
 * @param label the label
 * @param oldCommit that it named before, 40 hex digits; null if there was none, or it is the new
 *     one
 * @param newCommit that it names now; null if it is gone
 * @param forced whether the new commit does not descend from the old one
 * @param paths that differ, the first of them; none if that is not known
 * @param pathCount number of paths that differ
 * @param applications that they are about; {@code *} for all
 * @param at when it was seen
 */
public record ConfigurationChanged(
    UUID changeId,
    UUID sourceId,
    String source,
    String label,
    String oldCommit,
    String newCommit,
    boolean forced,
    List<String> paths,
    int pathCount,
    List<String> applications,
    Instant at) {

  /** Keeps copies of the lists. */
  public ConfigurationChanged {
    paths = List.copyOf(paths);
    applications = List.copyOf(applications);
  }
}
