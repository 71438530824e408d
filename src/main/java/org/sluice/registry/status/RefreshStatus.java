package org.sluice.registry.status;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * How a repository's pull requests stand, and when that was last looked at.
 *
 * @param light the worst of its open pull requests
 * @param reason why, in one line; null if nobody has looked
 * @param observedAt when that was found out; null if nobody has looked
 * @param refreshedAt when everything could last be read; null if never
 * @param attemptedAt when the last look began; null if there was none
 * @param nextAt when the timer looks next; null if never
 * @param interval time between two looks; null if it is the installation's
 * @param job the job that has it queued or looks at it; null if none
 */
public record RefreshStatus(
    Light light,
    String reason,
    Instant observedAt,
    Instant refreshedAt,
    Instant attemptedAt,
    Instant nextAt,
    Duration interval,
    UUID job) {}
