package org.sluice.pullrequest;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /**
   * Repositories of one light.
   *
   * @param lastRefreshedAt when one of them could last be looked at as a whole; null if never
   */
  record Tracked(Light light, long count, Instant lastRefreshedAt) {}

  /**
   * Open pull requests of one light.
   *
   * @param mergeable how many can be merged, if their light allows it
   * @param olderThan how many there are, then for each age but the last how many are older
   */
  record Open(Light light, long mergeable, List<Long> olderThan) {}

  static DashboardSummary of(List<Tracked> tracked, List<Open> open, PullRequestView oldest) {
    Map<Light, Long> repositories = new EnumMap<>(Light.class);
    Map<Light, Long> pullRequests = new EnumMap<>(Light.class);
    for (Light light : Light.values()) {
      repositories.put(light, 0L);
      pullRequests.put(light, 0L);
    }
    tracked.forEach(each -> repositories.put(each.light(), each.count()));
    open.forEach(each -> pullRequests.put(each.light(), each.olderThan().get(0)));
    return new DashboardSummary(
        repositories,
        pullRequests,
        byAge(open),
        open.stream().filter(each -> each.light() == Light.GREEN).mapToLong(Open::mergeable).sum(),
        oldest,
        tracked.stream()
            .map(Tracked::lastRefreshedAt)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(null));
  }

  /** Every age with its number, 0 included, the youngest first. */
  private static Map<OpenAge, Long> byAge(List<Open> open) {
    Map<OpenAge, Long> all = new EnumMap<>(OpenAge.class);
    for (OpenAge age : OpenAge.values()) {
      int at = age.ordinal();
      all.put(
          age,
          open.stream()
              .map(Open::olderThan)
              .mapToLong(older -> older.get(at) - (age.end() == null ? 0 : older.get(at + 1)))
              .sum());
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
