package org.sluice.pullrequest;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.registry.status.Light;

/**
 * Figures of the repositories that a caller sees.
 *
 * @param repositories number of repositories by their lights
 * @param pullRequests number of open pull requests by their lights
 * @param ages number of open pull requests by how long ago they were opened
 * @param ready number of those that are green and can be merged
 * @param oldest the open pull request that was opened first; null if none is open
 * @param lastRefreshedAt when a repository could last be looked at as a whole; null if never
 */
@Schema(name = "DashboardSummary")
public record DashboardSummary(
    Map<Light, Long> repositories,
    Map<Light, Long> pullRequests,
    Map<OpenAge, Long> ages,
    long ready,
    PullRequestView oldest,
    Instant lastRefreshedAt) {

  record LightCount(Light light, long count) {}

  /** Every light with its number, 0 included, the worst first. */
  static Map<Light, Long> byLight(List<LightCount> counts) {
    Map<Light, Long> all = new EnumMap<>(Light.class);
    for (Light light : Light.values()) {
      all.put(light, 0L);
    }
    counts.forEach(each -> all.put(each.light(), each.count()));
    return all;
  }

  /**
   * Every age with its number, 0 included, the youngest first.
   *
   * @param olderThan for each age but the last how many are older, after the number of all
   */
  static Map<OpenAge, Long> byAge(List<Long> olderThan) {
    Map<OpenAge, Long> all = new EnumMap<>(OpenAge.class);
    for (OpenAge age : OpenAge.values()) {
      long older = age.end() == null ? 0 : olderThan.get(age.ordinal() + 1);
      all.put(age, olderThan.get(age.ordinal()) - older);
    }
    return all;
  }

  /** Number of repositories. */
  public long repositoryCount() {
    return repositories.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Number of open pull requests. */
  public long openCount() {
    return pullRequests.values().stream().mapToLong(Long::longValue).sum();
  }
}
