package org.sluice.pullrequest;

import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.forge.Review;
import org.sluice.pullrequest.light.LightRule;

/**
 * What a reviewer thinks in the end, as it is kept and shown.
 *
 * @param reviewer login; empty if the account is gone
 * @param state APPROVED or CHANGES_REQUESTED
 */
@Schema(name = "PullRequestReview")
public record ShownReview(String reviewer, Review.Opinion state) {

  private static final int MOST = 100;
  private static final int MAX_NAME = 255;

  /** The opinions that count, in the order in which they were given. */
  public static List<ShownReview> of(Collection<Review> given) {
    return LightRule.opinions(given).entrySet().stream()
        .limit(MOST)
        .map(each -> new ShownReview(PullRow.cut(each.getKey(), MAX_NAME), each.getValue()))
        .toList();
  }
}
