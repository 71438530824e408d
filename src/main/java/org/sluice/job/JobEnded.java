package org.sluice.job;

import java.util.UUID;

/**
 * A job has ended; fired as a CDI event once its end is committed, on a housekeeping thread and
 * outside any transaction.
 *
 * <p>Rooms above undo here what they had marked for items that never ran. A crash may swallow it:
 * whoever depends on it also puts things right at start-up.
 *
 * @param jobId the job
 * @param kind what it did
 * @param trigger what had set it off
 * @param status how it ended
 * @param requestedBy name of who had asked
 * @param counts its items by state
 */
public record JobEnded(
    UUID jobId,
    JobKind kind,
    JobTrigger trigger,
    JobStatus status,
    String requestedBy,
    JobCounts counts) {}
