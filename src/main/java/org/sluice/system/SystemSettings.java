package org.sluice.system;

import java.util.List;

/**
 * What administrators may change while the installation runs.
 *
 * @param mirrorEnabled whether the timer syncs mirrors
 * @param mirrorSyncInterval ISO 8601 duration between two syncs of a mirror that names none itself
 * @param jobConcurrency items that run at once on a node, 1 to 64
 * @param jobsPerHost items that run at once against one upstream host
 * @param changed names of those that are not as the environment gives them
 */
public record SystemSettings(
    boolean mirrorEnabled,
    String mirrorSyncInterval,
    int jobConcurrency,
    int jobsPerHost,
    List<String> changed) {

  /** Keeps a copy. */
  public SystemSettings {
    changed = List.copyOf(changed);
  }
}
