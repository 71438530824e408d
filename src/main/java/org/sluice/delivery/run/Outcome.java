package org.sluice.delivery.run;

import java.time.Instant;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.platform.Inside;

/**
 * What became of one attempt to have a message taken.
 *
 * @param after the message as the attempt left it
 * @param before the attempt before this one; null if this was the first
 * @param gone whether the receiver wants nothing any more
 */
@Inside
public record Outcome(Delivery after, DeliveryAttempt before, boolean gone) {

  boolean isTaken() {
    return after.progress().endedAt() != null && after.last().failureKind() == null;
  }

  Instant at() {
    return after.last().at();
  }
}
