package org.sluice.health;

import org.sluice.forge.RemoteRepository;
import org.sluice.registry.status.HealthState;

/**
 * What a check saw.
 *
 * @param state what that means
 * @param detail why, in one safe sentence; null where the state says all
 * @param told what the forge told of the repository itself; null if nothing, or of another one
 * @param movedTo its new place; null if it has none
 * @param misses how many checks in a row did not find it, this one included
 * @param failureKind kind of the failure if nothing could be found out; else null
 */
public record Observation(
    HealthState state,
    String detail,
    RemoteRepository told,
    String movedTo,
    int misses,
    String failureKind) {}
