package org.sluice.mirror;

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
  static final PushRun NONE = new PushRun(null, null, Duration.ZERO, null, null);

  /** A push that reached its end. */
  static PushRun ended(String url, Instant began, PushOutcome outcome) {
    return new PushRun(url, began, outcome.took(), outcome, outcome.refusal().orElse(null));
  }

  /** A push that did not. */
  static PushRun failed(String url, Instant began, SyncFailure failure) {
    return new PushRun(url, began, Duration.between(began, Instant.now()), null, failure);
  }

  /** Whether there was a push. */
  boolean isOne() {
    return url != null;
  }

  Optional<SyncFailure> failed() {
    return Optional.ofNullable(failure);
  }

  /** Number of refs that moved there. */
  int moved() {
    return outcome == null ? 0 : outcome.refs().total();
  }
}
