package org.sluice.health;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.registry.status.HealthState;

/**
 * A check that saw another state than the one before.
 *
 * @param before what was seen before
 * @param after what was seen then
 * @param detail why, in one sentence; null where the state says all
 * @param at when
 */
@Schema(name = "HealthChange")
public record HealthChange(HealthState before, HealthState after, String detail, Instant at) {}
