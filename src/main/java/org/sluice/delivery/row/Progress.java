package org.sluice.delivery.row;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * How far a message came.
 *
 * @param status what became of it so far
 * @param refusals attempts that the receiver refused as such
 * @param chunksTaken how many of its chunks have arrived
 * @param nextAttemptAt before which it is not tried again; null if at once
 * @param last the last attempt; null if there was none
 * @param endedAt when it ended; null if it has not
 */
@Inside
public record Progress(
    DeliveryStatus status,
    int refusals,
    int chunksTaken,
    Instant nextAttemptAt,
    DeliveryAttempt last,
    Instant endedAt) {

  /** Of a message of which nothing was sent. */
  public static final Progress NONE = new Progress(DeliveryStatus.PENDING, 0, 0, null, null, null);

  /** Number of attempts that were made. */
  public int attempts() {
    return last == null ? 0 : last.number();
  }

  Progress taken(DeliveryAttempt attempt) {
    return new Progress(DeliveryStatus.DELIVERED, refusals, 0, null, attempt, attempt.at());
  }

  Progress waiting(DeliveryAttempt attempt, boolean refused, int chunks, Instant until) {
    return new Progress(
        DeliveryStatus.PENDING, refusals + (refused ? 1 : 0), chunks, until, attempt, null);
  }

  Progress arrivedUpTo(int chunks) {
    return new Progress(status, refusals, chunks, nextAttemptAt, last, endedAt);
  }

  Progress ended(DeliveryStatus how, DeliveryAttempt attempt) {
    return new Progress(how, refusals + 1, 0, null, attempt, attempt.at());
  }
}
