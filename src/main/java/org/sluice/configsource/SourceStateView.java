package org.sluice.configsource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.board.SourceState;

/**
 * How following a source stands.
 *
 * @param currentCommit that is served for the default label, 40 hex digits; null before the first
 *     success
 * @param currentLabel the label that names it; null as for the commit
 * @param lastRefresh when the last look began that succeeded; null if none did
 * @param lastAttempt when the last look began; null if none did
 * @param lastError why the last look failed; null if it succeeded
 * @param refreshCount looks that succeeded
 * @param consecutiveFailures looks that failed since the last success
 * @param lastChange when another commit was seen; null if never
 * @param nextRefresh when it looks next
 * @param ageSeconds since the last success; null if there was none
 * @param stale whether that is longer ago than the source permits, or never was
 * @param needsRefresh whether it is longer ago than the request asked; absent if it did not ask
 */
public record SourceStateView(
    String currentCommit,
    String currentLabel,
    Instant lastRefresh,
    Instant lastAttempt,
    ErrorView lastError,
    long refreshCount,
    int consecutiveFailures,
    Instant lastChange,
    Instant nextRefresh,
    Long ageSeconds,
    boolean stale,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean needsRefresh) {

  /**
   * Why a look failed.
   *
   * @param kind stable name of the reason
   * @param detail one sentence
   */
  public record ErrorView(String kind, String detail) {}

  /**
   * The state of a source at a time.
   *
   * @param needsRefresh null to leave it out
   */
  public static SourceStateView of(SourceSnapshot snapshot, Instant now, Boolean needsRefresh) {
    SourceState state = snapshot.source().state();
    return new SourceStateView(
        state.commit(),
        state.label(),
        state.lastRefreshAt(),
        state.lastAttemptAt(),
        state.errorKind() == null ? null : new ErrorView(state.errorKind(), state.errorDetail()),
        state.refreshCount(),
        state.failures(),
        state.lastChangeAt(),
        state.nextRefreshAt(),
        snapshot.age(now).map(age -> age.toSeconds()).orElse(null),
        snapshot.isStale(now),
        needsRefresh);
  }
}
