package org.sluice.configsource.board;

import java.time.Duration;
import java.util.List;
import org.sluice.platform.Inside;

/**
 * How a source is followed and read, as somebody entered it.
 *
 * @param defaultLabel branch, tag or commit that is read where a request names none; null for the
 *     branch that HEAD names
 * @param searchPaths folders that are looked into, which may hold {@code {application}}, {@code
 *     {profile}} and {@code {label}}; none for the root alone
 * @param applications globs of the applications that it answers for, at least one
 * @param rank of two sources that answer for an application, the one of the lower rank does
 * @param interval time between two rounds
 * @param maxStaleness age of the last success from which on answers are called stale
 * @param retryOnError whether a round that failed is soon tried again
 * @param maxRetries how often
 */
@Inside
public record SourceRules(
    String defaultLabel,
    List<String> searchPaths,
    List<String> applications,
    int rank,
    Duration interval,
    Duration maxStaleness,
    boolean retryOnError,
    int maxRetries) {

  /** Keeps copies of the lists. */
  public SourceRules {
    searchPaths = List.copyOf(searchPaths);
    applications = List.copyOf(applications);
  }
}
