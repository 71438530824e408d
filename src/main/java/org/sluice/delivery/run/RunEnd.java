package org.sluice.delivery.run;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * How a run ended.
 *
 * @param state what follows from it
 * @param kind why it left something undone; null if it did not
 * @param detail one safe sentence; null if nothing was left undone
 * @param until when it goes on by itself; null if it does not, or need not
 */
@Inside
public record RunEnd(State state, String kind, String detail, Instant until) {

  /** What follows from a run. */
  public enum State {
    /** Everything has arrived. */
    SYNCED,
    /** Something is left that goes on at a time. */
    WAITING,
    /** Something is left that nothing tries again by itself. */
    FAILED,
    /** It was asked to stop. */
    STOPPED,
    /** Nothing may be sent: somebody has put it still, or it is gone. */
    STILL
  }

  static RunEnd synced() {
    return new RunEnd(State.SYNCED, null, null, null);
  }

  static RunEnd stopped() {
    return new RunEnd(State.STOPPED, null, null, null);
  }

  static RunEnd still(String kind, String detail) {
    return new RunEnd(State.STILL, kind, detail, null);
  }
}
