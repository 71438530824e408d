package org.sluice.configsource;

import java.time.Instant;
import java.util.List;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceRules;
import org.sluice.configsource.board.SourceSnapshot;

/**
 * A configuration source as the API shows it.
 *
 * @param name unique among all
 * @param repository {@code owner/name} of the repository that it reads
 * @param defaultLabel label that is read where a request names none; null for the branch that HEAD
 *     names
 * @param searchPaths folders that are looked into besides the root
 * @param applications globs of the applications that it answers for
 * @param rank of two sources that answer for an application, the one of the lower rank does
 * @param interval time between two looks at the upstream, in ISO 8601
 * @param maxStaleness age from which on answers are called stale, in ISO 8601
 * @param retryOnError whether a look that failed is soon tried again
 * @param maxRetries how often
 * @param state how following it stands
 * @param createdAt when it was added
 * @param updatedAt when somebody last changed it
 * @param version number of such changes
 */
public record ConfigSourceView(
    String name,
    String repository,
    String defaultLabel,
    List<String> searchPaths,
    List<String> applications,
    int rank,
    String interval,
    String maxStaleness,
    boolean retryOnError,
    int maxRetries,
    SourceStateView state,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  static ConfigSourceView of(SourceSnapshot snapshot, Instant now) {
    ConfigSource source = snapshot.source();
    SourceRules rules = source.rules();
    return new ConfigSourceView(
        source.name(),
        snapshot.fullName(),
        rules.defaultLabel(),
        rules.searchPaths(),
        rules.applications(),
        rules.rank(),
        rules.interval().toString(),
        rules.maxStaleness().toString(),
        rules.retryOnError(),
        rules.maxRetries(),
        SourceStateView.of(snapshot, now, null),
        source.createdAt(),
        source.updatedAt(),
        source.version());
  }

  /** Version of what is shown; its part before the dot is that of the rules. */
  String tag() {
    String shown =
        repository
            + state.lastAttempt()
            + state.lastChange()
            + state.nextRefresh()
            + state.stale()
            + state.consecutiveFailures();
    return version + "." + Integer.toHexString(shown.hashCode());
  }
}
