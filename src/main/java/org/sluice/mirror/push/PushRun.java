package org.sluice.mirror.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sluice.git.SyncFailure;
import org.sluice.git.push.PushOutcome;

/**
 * What a sync pushed on.
 *
 * @param url where to; null if it pushed nowhere
 * @param began when the push began
 * @param took how long it took
 * @param outcome what came out; null if it did not reach its end
 * @param failure why it failed; null if it did not
 */
public record PushRun(
    String url, Instant began, Duration took, PushOutcome outcome, SyncFailure failure) {

  /** Nothing was to be pushed, or not now. */
  public static final PushRun NONE = new PushRun(null, null, Duration.ZERO, null, null);

  /** A push that reached its end. */
  public static PushRun ended(String url, Instant began, PushOutcome outcome) {
    return new PushRun(url, began, outcome.took(), outcome, outcome.refusal().orElse(null));
  }

  /** A push that did not. */
  public static PushRun failed(String url, Instant began, SyncFailure failure) {
    return new PushRun(url, began, Duration.between(began, Instant.now()), null, failure);
  }

  /** Whether there was a push. */
  public boolean isOne() {
    return url != null;
  }

  public Optional<SyncFailure> failed() {
    return Optional.ofNullable(failure);
  }

  /** Number of refs that moved there. */
  public int moved() {
    return outcome == null ? 0 : outcome.refs().total();
  }
}
