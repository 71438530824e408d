package org.sluice.configsource;

import java.util.List;

/**
 * A configuration source that is about to be added.
 *
 * @param name unique among all; as names of repositories are
 * @param repository {@code owner/name} of a mirrored repository
 * @param defaultLabel branch, tag or commit that is read where a request names none; null for the
 *     branch that HEAD names
 * @param searchPaths folders that are looked into besides the root, which may hold {@code
 *     {application}}, {@code {profile}}, {@code {label}} and {@code *}; at most 50
 * @param applications globs of the applications that it answers for, at most 50; all if none are
 *     given
 * @param rank of two sources that answer for an application, the one of the lower rank does, 0 to
 *     1000; 100 if none is given
 * @param interval time between two looks at the upstream, in ISO 8601, from {@code PT5S} to {@code
 *     PT24H}; that of the installation if none is given
 * @param maxStaleness age from which on answers are called stale, in ISO 8601, from the interval to
 *     {@code P7D}; ten intervals if none is given
 * @param retryOnError whether a look that failed is soon tried again; so it is if nothing is said
 * @param maxRetries how often, 0 to 10; 3 if nothing is said
 */
public record NewConfigSource(
    String name,
    String repository,
    String defaultLabel,
    List<String> searchPaths,
    List<String> applications,
    Integer rank,
    String interval,
    String maxStaleness,
    Boolean retryOnError,
    Integer maxRetries) {}
