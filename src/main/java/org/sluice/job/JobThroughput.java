package org.sluice.job;

import java.time.Instant;
import java.util.List;

/**
 * What jobs came to in the last hours.
 *
 * @param since beginning of the first hour
 * @param hours the earliest first; hours in which no job ended are left out
 */
public record JobThroughput(Instant since, List<JobHour> hours) {}
