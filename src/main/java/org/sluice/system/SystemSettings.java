package org.sluice.system;

import java.util.List;
import java.util.Objects;

/**
 * What administrators may change while the installation runs.
 *
 * @param mirrorEnabled whether the timer syncs mirrors
 * @param mirrorSyncInterval ISO 8601 duration between two syncs of a mirror that names none itself
 * @param refreshEnabled whether the timer looks at pull requests
 * @param refreshInterval ISO 8601 duration between two looks at the pull requests of a repository
 *     that names none itself
 * @param jobConcurrency items that run at once on a node, 1 to 64
 * @param jobsPerHost items that run at once against one upstream host
 * @param changed names of those that are not as the environment gives them
 * @param about each of them: its bounds, what it is by itself, who changed it
 */
public record SystemSettings(
    boolean mirrorEnabled,
    String mirrorSyncInterval,
    boolean refreshEnabled,
    String refreshInterval,
    int jobConcurrency,
    int jobsPerHost,
    List<String> changed,
    List<SettingView> about) {

  /** Keeps copies. */
  public SystemSettings {
    changed = List.copyOf(changed);
    about = List.copyOf(about);
  }

  /**
   * What an edit is held against: another one once any setting was changed or given back. It is the
   * same on nodes whose environments differ.
   */
  public String version() {
    return Integer.toHexString(
        Objects.hash(
            about.stream()
                .filter(SettingView::changed)
                .map(each -> List.of(each.field(), each.changedBy(), each.changedAt()))
                .toArray()));
  }
}
