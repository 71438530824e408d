package org.sluice.configsource.answer;

/**
 * The commit that answers, by the names that an answer shows.
 *
 * @param source name of the configuration source
 * @param label by which the commit was found: what was asked for, or the source's own if nothing
 *     was
 * @param version id of the commit, 40 hex digits
 */
public record ServedCommit(String source, String label, String version) {}
