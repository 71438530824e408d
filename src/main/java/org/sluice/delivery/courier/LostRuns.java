package org.sluice.delivery.courier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.sluice.delivery.row.DueSubscriptions;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * Finds runs that are over without their end being written, as when the database failed just then:
 * their subscriptions look as if they were being run, and nothing would ever make them due.
 */
@ApplicationScoped
@Inside
public class LostRuns {

  /** Subscriptions that one search reads: more than can be run at once. */
  private static final int PORTION = 500;

  @Inject private DueSubscriptions waiting;
  @Inject private Turns turns;

  /** For the container. */
  public LostRuns() {
    // What it works on is injected.
  }

  /** One on stores outside a container. */
  LostRuns(DueSubscriptions waiting, Turns turns) {
    this.waiting = waiting;
    this.turns = turns;
  }

  /**
   * Makes those due that are not run by anybody in this process, which is the only one. It takes
   * their turns meanwhile: a run has its turn from before it writes that it begins until after it
   * wrote how it ended, so none is met in between.
   *
   * @return how many
   */
  int free(Instant now) {
    Map<UUID, Turns.Turn> held = new HashMap<>();
    try {
      for (UUID each : waiting.underWay(PORTION)) {
        turns.tryTake(each, new Cancellation()).ifPresent(turn -> held.put(each, turn));
      }
      return held.isEmpty() ? 0 : waiting.recover(held.keySet(), now);
    } finally {
      held.values().forEach(Turns.Turn::close);
    }
  }
}
