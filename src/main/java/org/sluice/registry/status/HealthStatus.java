package org.sluice.registry.status;

import java.time.Instant;

/**
 * What health checks found of a repository.
 *
 * @param state what the last one saw
 * @param lastKnown what the last one saw that found anything out; null if none did
 * @param checkedAt when the last one was; null if there was none
 */
public record HealthStatus(HealthState state, HealthState lastKnown, Instant checkedAt) {}
