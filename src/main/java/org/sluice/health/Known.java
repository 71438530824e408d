package org.sluice.health;

import java.time.Instant;
import org.sluice.registry.status.HealthState;

/**
 * What earlier checks found of a repository.
 *
 * @param state what the last one saw
 * @param lastKnown what the last one saw that found anything out; null if none did
 * @param remoteId the forge's immutable id of it; null if not known
 * @param misses how many checks in a row did not find it
 * @param checkedAt when the last one was recorded; null if there was none
 */
public record Known(
    HealthState state, HealthState lastKnown, String remoteId, int misses, Instant checkedAt) {

  /** Nothing was checked. */
  public static final Known NOTHING = new Known(HealthState.UNCHECKED, null, null, 0, null);
}
