package org.sluice.delivery.run;

import java.time.Instant;
import java.util.Objects;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.platform.Inside;

/**
 * What became of sending a message: of one attempt to have it taken, or of a part of it if the run
 * was stopped between two chunks.
 *
 * @param after the message as it was left
 * @param before the attempt before this one; null if this was the first
 * @param gone whether the receiver wants nothing any more
 * @param endpoint where a part of the message went; null if none did, or it was pulled
 */
@Inside
public record Outcome(Delivery after, DeliveryAttempt before, boolean gone, String endpoint) {

  /** What became of a message that was pulled, or of which no part arrived without the rest. */
  Outcome(Delivery after, DeliveryAttempt before, boolean gone) {
    this(after, before, gone, null);
  }

  /** A message of which chunks have arrived, and which goes on with the others. */
  static Outcome partly(Delivery message, int chunks, String endpoint) {
    return new Outcome(message.arrivedUpTo(chunks), message.last(), false, endpoint);
  }

  /** Whether it was tried to the end, and not only a part of it sent. */
  boolean isAttempt() {
    return !Objects.equals(after.last(), before);
  }

  boolean isTaken() {
    return after.progress().endedAt() != null && after.last().failureKind() == null;
  }

  /** Whether some of it was taken at an endpoint, and the rest was not. */
  boolean isPartly() {
    return endpoint != null && after.progress().chunksTaken() > 0;
  }

  /** The same for a receiver that is at an endpoint now: elsewhere nothing of it has arrived. */
  Outcome at(String now) {
    return isPartly() && !endpoint.equals(now)
        ? new Outcome(after.arrivedUpTo(0), before, gone, endpoint)
        : this;
  }

  Instant at() {
    return after.last().at();
  }
}
