package org.sluice.forge.github;

import java.util.ArrayList;
import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.Told;

/** Reads reviews; those that are not handed in yet are seen by their author alone and left out. */
final class Reviews {

  private Reviews() {}

  /** As REST tells them, in the order in which they were given. */
  static List<Review> ofRest(List<Told> told) throws ForgeFailure {
    return read(told, "user", "submitted_at");
  }

  /** As GraphQL tells them, in the order in which they were given. */
  static List<Review> ofGraphQl(List<Told> told) throws ForgeFailure {
    return read(told, "author", "submittedAt");
  }

  private static List<Review> read(List<Told> told, String author, String at) throws ForgeFailure {
    List<Review> reviews = new ArrayList<>();
    for (Told each : told) {
      Opinion opinion = opinion(each);
      if (opinion != null) {
        reviews.add(
            new Review(each.objectOrNull(author, Reviews::login), opinion, each.timeOrNull(at)));
      }
    }
    return reviews;
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
