package org.sluice.mirror;

import java.time.Instant;
import java.util.UUID;
import org.sluice.git.SyncOutcome;
import org.sluice.job.item.ItemOutcome;

/**
 * A run of a mirror has ended, whichever way and whoever had started it; fired as a CDI event once
 * that is recorded, outside any transaction.
 *
 * <p>A crash may swallow it: whoever depends on it also looks by itself.
 *
 * @param repositoryId the repository
 * @param jobId the job that it belonged to
 * @param began when the run began, before it asked the upstream for anything
 * @param fetched what it brought, if the mirror has what the upstream listed but for what was held
 *     back; null if it did not get so far, or was not tried
 * @param outcome how the run ended as the job tells it; it may have failed after it had fetched
 */
public record SyncEnded(
    UUID repositoryId, UUID jobId, Instant began, SyncOutcome fetched, ItemOutcome outcome) {}
