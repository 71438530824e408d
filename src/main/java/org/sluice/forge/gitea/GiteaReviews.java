package org.sluice.forge.gitea;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Review;
import org.sluice.forge.Told;

/**
 * The opinions on one pull request, gathered from the pages of its reviews.
 *
 * <p>A stale one counts as long as the server does not dismiss it: whether new commits undo an
 * approval is for the protection of the branch to say.
 */
final class GiteaReviews {

  private record Given(Review review, long id) {

    /** A review is begun before it is given, so that its number alone does not order it. */
    Instant at() {
      return review.at() == null ? Instant.EPOCH : review.at();
    }
  }

  /** So many pages are read at most. */
  static final int MOST_PAGES = 100;

  private final Set<Long> seen = new HashSet<>();
  private final List<Given> given = new ArrayList<>();

  /**
   * Takes in a page.
   *
   * @return whether there was anything on it that was not on those before
   */
  boolean add(Told page) throws ForgeFailure {
    boolean news = false;
    for (Told review : page.items()) {
      long id = review.number("id");
      if (seen.add(id)) {
        news = true;
        take(review, id);
      }
    }
    return news;
  }

  private void take(Told review, long id) throws ForgeFailure {
    Review.Opinion opinion = opinion(review);
    if (opinion != null) {
      String reviewer = review.objectOrNull("user", user -> user.words("login"));
      Instant at = review.timeOrNull("submitted_at");
      given.add(new Given(new Review(reviewer, opinion, at), id));
    }
  }

  /**
   * Whether the pages held all there is.
   *
   * @param total how many there are; empty if the server does not tell
   */
  boolean isAll(Optional<String> total) {
    return total
        .filter(each -> each.matches("[0-9]{1,9}"))
        .filter(each -> seen.size() >= Integer.parseInt(each))
        .isPresent();
  }

  /** What was taken in, in the order in which it was given. */
  List<Review> all() {
    return given.stream()
        .sorted(Comparator.comparing(Given::at).thenComparing(Given::id))
        .map(Given::review)
        .toList();
  }

  private static Review.Opinion opinion(Told review) throws ForgeFailure {
    Review.Opinion opinion =
        switch (review.text("state")) {
          case "APPROVED" -> Review.Opinion.APPROVED;
          case "REQUEST_CHANGES" -> Review.Opinion.CHANGES_REQUESTED;
          case "COMMENT" -> Review.Opinion.COMMENTED;
          // Not given yet, or asked for and not begun.
          default -> null;
        };
    boolean decides = opinion != null && opinion != Review.Opinion.COMMENTED;
    return decides && review.isSet("dismissed") ? Review.Opinion.DISMISSED : opinion;
  }
}
