package org.sluice.mirror.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sluice.git.SyncFailureKind;

/**
 * How one host stands, as the runs against it have left it; decides when its circuit opens and
 * closes.
 *
 * <p>It opens when nothing but failures to reach it came back from three mirrors, or from five runs
 * in a row. Any answer closes it, a refusal too: a host that says no is there.
 *
 * @param failedRuns runs without an answer since the last one
 * @param failedMirrors mirrors of those runs, each once, the first few
 * @param silentSince when the first of those runs ended; null if it answers
 * @param openedAt when the circuit opened; null if it is closed
 * @param probes probes sent since then
 * @param nextProbeAt when the next one is due; null if the circuit is closed
 * @param probe mirror that went out as the last probe; null if none did
 * @param waitUntil until when it asked to be left in peace; null if it did not
 * @param waits how often it asked since it last answered as wished
 * @param failureKind of the last run without an answer; null if there was none
 * @param failureMessage of that run
 * @param failedAt when it ended
 */
public record HostHealth(
    int failedRuns,
    List<UUID> failedMirrors,
    Instant silentSince,
    Instant openedAt,
    int probes,
    Instant nextProbeAt,
    UUID probe,
    Instant waitUntil,
    int waits,
    SyncFailureKind failureKind,
    String failureMessage,
    Instant failedAt) {

  /** Of a host that answers, or that nothing is known of. */
  static final HostHealth GOOD =
      new HostHealth(0, List.of(), null, null, 0, null, null, null, 0, null, null, null);

  private static final int MIRRORS_TO_OPEN = 3;
  private static final int RUNS_TO_OPEN = 5;
  private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
  private static final Duration LONGEST_WAIT = Duration.ofHours(24);
  private static final Duration LONGEST_OWN_WAIT = Duration.ofHours(1);
  private static final Duration LONGEST_PROBE_DELAY = Duration.ofMinutes(10);

  /** Keeps a copy. */
  public HostHealth {
    failedMirrors = List.copyOf(failedMirrors);
  }

  /** Whether its mirrors wait because it does not answer. */
  public boolean isOpen() {
    return openedAt != null;
  }

  /** Whether its mirrors wait at that time. */
  boolean holds(Instant now) {
    return isOpen() || waitUntil != null && waitUntil.isAfter(now);
  }

  /** Whether it is open and the time for the next probe has come. */
  boolean isProbeDue(Instant now) {
    return isOpen() && !nextProbeAt.isAfter(now);
  }

  /** Whether nothing is to be remembered of it. */
  boolean isGood() {
    return failedRuns == 0 && waitUntil == null;
  }

  /** After an answer; a wait that was asked for goes on to its end. */
  HostHealth answered(Instant now) {
    boolean waiting = waitUntil != null && waitUntil.isAfter(now);
    return waiting
        ? new HostHealth(
            0, List.of(), null, null, 0, null, null, waitUntil, waits, null, null, null)
        : GOOD;
  }

  /**
   * After a run that got no answer, with all its attempts.
   *
   * @param probeDelay time until the first probe
   */
  HostHealth unreached(
      UUID mirror, SyncFailureKind kind, String message, Instant now, Duration probeDelay) {
    List<UUID> mirrors = new ArrayList<>(failedMirrors);
    if (!mirrors.contains(mirror) && mirrors.size() < RUNS_TO_OPEN) {
      mirrors.add(mirror);
    }
    int runs = failedRuns + 1;
    boolean opens = !isOpen() && (mirrors.size() >= MIRRORS_TO_OPEN || runs >= RUNS_TO_OPEN);
    return new HostHealth(
        runs,
        mirrors,
        silentSince == null ? now : silentSince,
        opens ? now : openedAt,
        opens ? 0 : probes,
        opens ? now.plus(probeDelay) : nextProbeAt,
        mirror.equals(probe) ? null : probe,
        waitUntil,
        waits,
        kind,
        message,
        now);
  }

  /** After a mirror was sent out as a probe: the next one is due after twice the time. */
  HostHealth probing(UUID mirror, Instant now, Duration probeDelay) {
    Duration delay = probeDelay;
    for (int i = 0; i <= probes && delay.compareTo(LONGEST_PROBE_DELAY) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return new HostHealth(
        failedRuns,
        failedMirrors,
        silentSince,
        openedAt,
        probes + 1,
        now.plus(delay.compareTo(LONGEST_PROBE_DELAY) > 0 ? LONGEST_PROBE_DELAY : delay),
        mirror,
        waitUntil,
        waits,
        failureKind,
        failureMessage,
        failedAt);
  }

  /** After a probe that asked nobody after all: the next one is due again. */
  HostHealth notProbed(UUID mirror, Instant now) {
    if (!mirror.equals(probe)) {
      return this;
    }
    return new HostHealth(
        failedRuns,
        failedMirrors,
        silentSince,
        openedAt,
        probes - 1,
        now,
        null,
        waitUntil,
        waits,
        failureKind,
        failureMessage,
        failedAt);
  }

  /**
   * After it asked to wait, which is an answer.
   *
   * @param named the time that it named; null if none, then it is a growing one of our own
   */
  HostHealth askedToWait(Duration named, Instant now) {
    Instant until = now.plus(named == null ? ownWait(waits) : bounded(named));
    return new HostHealth(
        0,
        List.of(),
        null,
        null,
        0,
        null,
        null,
        waitUntil != null && waitUntil.isAfter(until) ? waitUntil : until,
        waits + 1,
        null,
        null,
        null);
  }

  private static Duration ownWait(int before) {
    Duration wait = SHORTEST_WAIT.multipliedBy(1L << Math.min(before, 6));
    return wait.compareTo(LONGEST_OWN_WAIT) > 0 ? LONGEST_OWN_WAIT : wait;
  }

  /** What a host asks for: not below a minute, and not above a day. */
  public static Duration bounded(Duration asked) {
    return asked.compareTo(LONGEST_WAIT) > 0
        ? LONGEST_WAIT
        : asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
  }
}
