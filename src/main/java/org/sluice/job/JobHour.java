package org.sluice.job;

import java.time.Instant;

/**
 * What the jobs that ended in one hour came to.
 *
 * @param hour its beginning
 * @param jobs how many ended
 * @param done items of these that succeeded
 * @param failed items of these that failed
 */
public record JobHour(Instant hour, long jobs, long done, long failed) {}
