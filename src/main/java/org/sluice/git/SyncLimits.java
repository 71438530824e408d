package org.sluice.git;

import java.time.Duration;
import java.util.Objects;

/**
 * How much a sync may take.
 *
 * @param idleTimeout longest silence on the connection
 * @param deadline total time of a sync
 * @param firstDeadline total time of a first clone
 * @param sizeLimit most bytes of the mirror on disk; {@link Long#MAX_VALUE} for no limit
 * @param objectLimit most bytes of an object that is received and held in memory whole: all but
 *     files that are no deltas; {@link Long#MAX_VALUE} for no limit
 */
public record SyncLimits(
    Duration idleTimeout,
    Duration deadline,
    Duration firstDeadline,
    long sizeLimit,
    long objectLimit) {

  /** Checks what is required. */
  public SyncLimits {
    Objects.requireNonNull(idleTimeout, "idleTimeout");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(firstDeadline, "firstDeadline");
  }

  /** Limits of time alone. */
  public static SyncLimits of(Duration idleTimeout, Duration deadline, Duration firstDeadline) {
    return new SyncLimits(idleTimeout, deadline, firstDeadline, Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
