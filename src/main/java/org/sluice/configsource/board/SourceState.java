package org.sluice.configsource.board;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * How following a source stands.
 *
 * @param commit that the default label named after the last success, 40 hex digits; null if there
 *     was none
 * @param label short name of the label that named it; null as for the commit
 * @param lastRefreshAt when the last round began that succeeded; null if none did
 * @param lastAttemptAt when the last round began; null if none did
 * @param errorKind why the last round failed, in the words of {@code SyncFailureKind} or {@link
 *     RoundFailure}; null if it succeeded
 * @param errorDetail one safe sentence; null as for the kind
 * @param refreshCount rounds that succeeded
 * @param failures rounds that failed since the last success
 * @param lastChangeAt when another commit was seen; null if never
 * @param nextRefreshAt when the next round is due
 */
@Inside
public record SourceState(
    String commit,
    String label,
    Instant lastRefreshAt,
    Instant lastAttemptAt,
    String errorKind,
    String errorDetail,
    long refreshCount,
    int failures,
    Instant lastChangeAt,
    Instant nextRefreshAt) {

  /** Of a source that was just made: due at once. */
  public static SourceState fresh(Instant now) {
    return new SourceState(null, null, null, null, null, null, 0, 0, null, now);
  }
}
