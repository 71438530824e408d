package org.sluice.configsource;

import java.time.Duration;
import java.util.List;

/**
 * What a round that succeeded came to.
 *
 * @param hadChanges whether the default label names another commit than before
 * @param previousCommit that it named before, 40 hex digits; null if there was none
 * @param newCommit that it names now
 * @param changedPaths paths that differ, sorted, at most 200
 * @param changedPathCount number of paths that differ
 * @param duration how long the round took, in ISO 8601
 */
public record RefreshResult(
    boolean hadChanges,
    String previousCommit,
    String newCommit,
    List<String> changedPaths,
    int changedPathCount,
    Duration duration) {

  /** Keeps a copy of the list. */
  public RefreshResult {
    changedPaths = List.copyOf(changedPaths);
  }
}
