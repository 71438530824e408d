package org.sluice.mirror.upstream;

import java.time.Instant;
import org.sluice.git.SyncFailureKind;

/**
 * A host that is not well, as the API shows it.
 *
 * @param host name, with the port if it is not the usual one
 * @param state what its mirrors do
 * @param silentSince since when it has not answered; null if it did
 * @param mirrors number of mirrors whose upstream it is
 * @param nextTryAt when one of them tries again, or all may; null if by their own schedules
 * @param failedRuns runs in a row without an answer
 * @param failureKind kind of the last of them; null if there was none
 * @param failureMessage what happened in it, one sentence
 * @param failedAt when it ended
 */
public record UpstreamHostView(
    String host,
    HostState state,
    Instant silentSince,
    long mirrors,
    Instant nextTryAt,
    int failedRuns,
    SyncFailureKind failureKind,
    String failureMessage,
    Instant failedAt) {

  static UpstreamHostView of(String host, HostHealth health, long mirrors, Instant now) {
    HostState state =
        health.isOpen()
            ? HostState.UNREACHABLE
            : health.holds(now) ? HostState.WAITING : HostState.FAILING;
    return new UpstreamHostView(
        host,
        state,
        health.silentSince(),
        mirrors,
        switch (state) {
          case UNREACHABLE -> health.nextProbeAt();
          case WAITING -> health.waitUntil();
          case FAILING -> null;
        },
        health.failedRuns(),
        health.failureKind(),
        health.failureMessage(),
        health.failedAt());
  }
}
