package org.sluice.mirror.plan;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncLimits;
import org.sluice.job.ItemRun;
import org.sluice.platform.Inside;

/**
 * The attempts of one sync or push: what may pass by itself is tried again, as often as there are
 * waits and as long as its total time lasts.
 */
@Inside
public final class Attempts {

  /**
   * One attempt.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Attempt<T> {
    T within(SyncLimits limits) throws SyncFailure;
  }

  /** Part of a wait that is added at most, so that mirrors of one host do not come back in step. */
  private static final double JITTER = 0.25;

  private static final Duration LEAST = Duration.ofSeconds(1);

  private final List<Duration> waits;
  private final SyncLimits limits;
  private final boolean first;
  private final String complaint;
  private final LongSupplier nanos;
  private final DoubleSupplier random;

  /**
   * Attempts with those waits between them.
   *
   * @param first whether this is the first clone or push, which may take longer
   * @param complaint what the words of a failure begin with; may be empty
   * @param nanos a clock that only runs forward
   * @param random from 0 to 1
   */
  public Attempts(
      List<Duration> waits,
      SyncLimits limits,
      boolean first,
      String complaint,
      LongSupplier nanos,
      DoubleSupplier random) {
    this.waits = waits;
    this.limits = limits;
    this.first = first;
    this.complaint = complaint;
    this.nanos = nanos;
    this.random = random;
  }

  /**
   * Runs attempts until one reaches its end, or no more is of use.
   *
   * @throws SyncFailure the last one's
   */
  public <T> T run(ItemRun item, Attempt<T> attempt) throws SyncFailure {
    long began = nanos.getAsLong();
    for (int made = 0; ; made++) {
      Duration spent = Duration.ofNanos(nanos.getAsLong() - began);
      try {
        return attempt.within(made == 0 ? limits : left(spent));
      } catch (SyncFailure failure) {
        spent = Duration.ofNanos(nanos.getAsLong() - began);
        Duration wait = made < waits.size() ? wait(failure, waits.get(made)) : null;
        if (wait == null
            || item.cancellation().isCancelled()
            || spent.plus(wait).compareTo(total()) >= 0) {
          throw made > 0 && failure.kind() == SyncFailureKind.DEADLINE ? late(failure) : failure;
        }
        item.attemptFailed(failure.kind().name(), failure.getMessage());
        item.progress("WAITING", Double.NaN, 0);
        if (!item.rest(wait)) {
          throw failure;
        }
      }
    }
  }

  /** How long to wait before the next attempt; null if none is of use. */
  private Duration wait(SyncFailure failure, Duration own) {
    if (FailureRule.of(failure.kind()).retry() != FailureRule.Retry.WITHIN_RUN) {
      return null;
    }
    Duration jittered = own.plusMillis(Math.round(own.toMillis() * JITTER * random.getAsDouble()));
    // What the upstream asks for is waited for here if it is no longer than we would wait anyway.
    return failure.retryAfter().filter(asked -> asked.compareTo(jittered) > 0).isPresent()
        ? null
        : jittered;
  }

  private Duration total() {
    return first ? limits.firstDeadline() : limits.deadline();
  }

  private SyncLimits left(Duration spent) {
    return new SyncLimits(
        limits.idleTimeout(),
        atLeast(limits.deadline().minus(spent)),
        atLeast(limits.firstDeadline().minus(spent)),
        limits.sizeLimit(),
        limits.objectLimit());
  }

  private static Duration atLeast(Duration left) {
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  /** The last attempt knows only of what was left to it. */
  private SyncFailure late(SyncFailure failure) {
    return new SyncFailure(
        failure.kind(),
        complaint
            + "It took longer than the "
            + NextReason.words(total())
            + " it may, over several attempts.",
        failure);
  }
}
