package org.sluice.health;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.registry.status.HealthState;

/**
 * A repository's health as the API shows it.
 *
 * @param state what the last check saw
 * @param lastKnown what the last check saw that found anything out; null if none did
 * @param detail why, in one sentence; null where the state says all
 * @param movedTo its new place; null if it has none
 * @param checkedAt when the last check was; null if there was none
 * @param metadata what its forge last told of it; null if nothing
 * @param history changes of the state, the latest first, at most 50; more by {@code page}
 * @param changes number of all changes that are kept
 */
@Schema(name = "HealthView")
public record HealthView(
    HealthState state,
    HealthState lastKnown,
    String detail,
    String movedTo,
    Instant checkedAt,
    RepositoryMetadata metadata,
    List<HealthChange> history,
    long changes) {}
