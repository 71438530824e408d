package org.sluice.forge;

import java.time.Instant;

/**
 * One opinion on a pull request.
 *
 * @param reviewer login; null if the account is gone
 * @param opinion what it says
 * @param at when it was given; null if not told
 */
public record Review(String reviewer, Opinion opinion, Instant at) {

  /** What a review says. */
  public enum Opinion {
    APPROVED,
    CHANGES_REQUESTED,
    /** Says something and decides nothing. */
    COMMENTED,
    /** What this reviewer said before counts no more. */
    DISMISSED
  }
}
