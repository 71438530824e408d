package org.sluice.forge;

import java.util.List;

/**
 * What belongs to one open pull request.
 *
 * @param number of the pull request
 * @param checks all runs of all checks of its head, of all pages; not reduced
 * @param reviews all reviews in the order in which they were given, or one for each reviewer where
 *     the forge tells only that
 * @param mergeable whether it can be merged
 */
public record PullDetails(
    long number, Part<List<Check>> checks, Part<List<Review>> reviews, Part<Mergeable> mergeable) {

  /** Whether a pull request can be merged without a conflict. */
  public enum Mergeable {
    YES,
    CONFLICTS,
    /** The forge has not found out yet, and does so because it was asked. */
    COMPUTING,
    /** The forge does not say. */
    UNTOLD
  }

  /** Nothing could be read. */
  public static PullDetails failed(long number, ForgeFailure failure) {
    return new PullDetails(
        number, Part.failed(failure), Part.failed(failure), Part.failed(failure));
  }
}
