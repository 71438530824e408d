package org.sluice.delivery.run;

import java.util.List;
import org.sluice.platform.Inside;

/**
 * What is handed to who pulls.
 *
 * @param letters in order
 * @param end how the subscription stands; STILL if nothing may be handed out
 */
@Inside
public record Pulled(List<Letter> letters, RunEnd end) {

  /** Keeps a copy of the list. */
  public Pulled {
    letters = List.copyOf(letters);
  }

  /**
   * One message, or one chunk of one.
   *
   * @param cursor says, in the next request, that it and all before it have arrived
   * @param id the same whenever it is handed out
   * @param body JSON
   */
  public record Letter(PullCursor cursor, String id, byte[] body) {}
}
