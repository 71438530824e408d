package org.sluice.forge;

import java.time.Instant;
import java.util.List;

/**
 * A pull request (merge request) as a list tells it.
 *
 * @param number by which people name it
 * @param title one line
 * @param author login of who opened it; null if the account is gone
 * @param bot whether the forge says that the author is no person
 * @param webUrl its page
 * @param sourceBranch short name
 * @param sourceRepository full name of the repository that the source branch is in; null if it is
 *     gone. Another than the target's for one from a fork
 * @param targetBranch short name
 * @param headSha commit that checks are about; null where the forge has lost it or not yet found it
 * @param draft whether it is not ready yet
 * @param state what has become of it
 * @param labels in the forge's order
 * @param createdAt when it was opened
 * @param updatedAt when anything of it last changed
 */
public record Pull(
    long number,
    String title,
    String author,
    boolean bot,
    String webUrl,
    String sourceBranch,
    String sourceRepository,
    String targetBranch,
    String headSha,
    boolean draft,
    State state,
    List<String> labels,
    Instant createdAt,
    Instant updatedAt) {

  /** What has become of a pull request. */
  public enum State {
    OPEN,
    MERGED,
    /** Ended without being merged. */
    CLOSED
  }

  /** Labels are copied. */
  public Pull {
    labels = List.copyOf(labels);
  }
}
