package org.sluice.forge.gitlab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Review;
import org.sluice.forge.Told;

/**
 * The opinions on one merge request, gathered from its approvals and its reviewers; one for each
 * person, since GitLab tells only how each stands now.
 */
final class GitLabReviews {

  private final Map<String, Review> byPerson = new LinkedHashMap<>();

  /** Takes in who approved. */
  void approvals(Told answer) throws ForgeFailure {
    for (Told approval : answer.items("approved_by")) {
      put(person(approval), Review.Opinion.APPROVED, approval.timeOrNull("approved_at"));
    }
  }

  /** Takes in how each reviewer stands, which is newer than an approval. */
  void reviewers(Told page) throws ForgeFailure {
    for (Told reviewer : page.items()) {
      String person = person(reviewer);
      switch (reviewer.words("state")) {
        case "requested_changes" -> put(person, Review.Opinion.CHANGES_REQUESTED, null);
        case "reviewed" -> byPerson.putIfAbsent(person, comment(person));
        default -> {
          // Approvals are told as such; the other states are no opinion.
        }
      }
    }
  }

  /** What was taken in. */
  List<Review> all() {
    return new ArrayList<>(byPerson.values());
  }

  private void put(String person, Review.Opinion opinion, Instant at) {
    byPerson.put(person, new Review(person, opinion, at));
  }

  private static Review comment(String person) {
    return new Review(person, Review.Opinion.COMMENTED, null);
  }

  private static String person(Told of) throws ForgeFailure {
    return of.object("user").words("username");
  }
}
