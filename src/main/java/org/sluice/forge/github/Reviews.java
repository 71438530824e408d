package org.sluice.forge.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.Told;

/** Reads reviews; those that are not handed in yet are seen by their author alone and left out. */
final class Reviews {

  private Reviews() {}

  /** One as REST tells it; empty if it is not handed in. */
  static Optional<Review> ofRest(Told told) throws ForgeFailure {
    return read(told, "user", "submitted_at");
  }

  /** As GraphQL tells them, in the order in which they were given. */
  static List<Review> ofGraphQl(List<Told> told) throws ForgeFailure {
    List<Review> reviews = new ArrayList<>();
    for (Told each : told) {
      read(each, "author", "submittedAt").ifPresent(reviews::add);
    }
    return reviews;
  }

  private static Optional<Review> read(Told told, String author, String at) throws ForgeFailure {
    Opinion opinion = opinion(told);
    return opinion == null
        ? Optional.empty()
        : Optional.of(
            new Review(told.objectOrNull(author, Reviews::login), opinion, told.timeOrNull(at)));
  }

  /** GraphQL leaves the end out of the names of bots that REST has. */
  private static String login(Told author) throws ForgeFailure {
    String login = author.text("login");
    boolean bot = "Bot".equals(author.textOrNull("__typename")) && !login.endsWith("[bot]");
    return bot ? login + "[bot]" : login;
  }

  private static Opinion opinion(Told review) throws ForgeFailure {
    return switch (review.text("state")) {
      case "APPROVED" -> Opinion.APPROVED;
      case "CHANGES_REQUESTED" -> Opinion.CHANGES_REQUESTED;
      case "COMMENTED" -> Opinion.COMMENTED;
      case "DISMISSED" -> Opinion.DISMISSED;
      case "PENDING" -> null;
      default -> throw review.malformed("has an unknown state");
    };
  }
}
