package org.sluice.forge.github;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.egress.api.ApiRequest;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Part;
import org.sluice.forge.Parts;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Review;
import org.sluice.forge.Told;

/**
 * Reads details over GraphQL, of all pull requests that it is given with one question.
 *
 * <p>More than a hundred checks or reviews of one pull request, or a head that has moved in the
 * meantime, are read over REST for that one. An error about one part of one pull request is that
 * part's failure.
 */
final class GraphQlDetails {

  private static final String RESOURCE = "graphql";

  private final ForgeApi api;
  private final URI address;
  private final RepositoryPath path;
  private final RestDetails rest;

  GraphQlDetails(ForgeApi api, URI address, RepositoryPath path, RestDetails rest) {
    this.api = api;
    this.address = address;
    this.path = path;
    this.rest = rest;
  }

  /**
   * Checks, reviews and mergeability.
   *
   * @return one for each, in the same order
   * @throws GraphQlMissing if the server cannot be asked in this way
   * @throws ForgeFailure what concerns all of them
   */
  List<PullDetails> details(List<Pull> pulls) throws GraphQlMissing, ForgeFailure {
    GraphQlAnswer answer = ask(GraphQlQuestion.details(path, pulls));
    List<PullDetails> all = new ArrayList<>();
    for (Pull pull : pulls) {
      Part<Optional<List<Check>>> checks = part(() -> checks(answer, pull));
      Part<Optional<List<Review>>> reviews = part(() -> reviews(answer, pull));
      all.add(
          new PullDetails(
              pull.number(),
              isLeft(checks) ? rest.checks(pull) : told(checks),
              isLeft(reviews) ? rest.reviews(pull) : told(reviews),
              part(() -> mergeable(answer, pull))));
    }
    return all;
  }

  /**
   * Mergeability alone.
   *
   * @return one for each, in the same order
   * @throws GraphQlMissing if the server cannot be asked in this way
   * @throws ForgeFailure what concerns all of them
   */
  List<Part<Mergeable>> mergeable(List<Pull> pulls) throws GraphQlMissing, ForgeFailure {
    GraphQlAnswer answer = ask(GraphQlQuestion.mergeable(path, pulls));
    List<Part<Mergeable>> all = new ArrayList<>();
    for (Pull pull : pulls) {
      all.add(part(() -> mergeable(answer, pull)));
    }
    return all;
  }

  private GraphQlAnswer ask(byte[] question) throws GraphQlMissing, ForgeFailure {
    return GraphQlAnswer.of(api, api.send(ApiRequest.ask(address.toString(), question, RESOURCE)));
  }

  private static <T> Part<T> part(Parts.Source<T> source) throws ForgeFailure {
    return new Parts<T>().read(source);
  }

  /** Whether it is not known from here. */
  private static <T> boolean isLeft(Part<Optional<T>> part) {
    return part.isRead() && part.value().isEmpty();
  }

  private static <T> Part<T> told(Part<Optional<T>> part) {
    return part.isRead() ? Part.read(part.value().orElseThrow()) : Part.failed(part.failure());
  }

  private static Optional<List<Check>> checks(GraphQlAnswer answer, Pull pull) throws ForgeFailure {
    List<Told> commits =
        answer.pull(GraphQlQuestion.alias(pull), "commits").object("commits").items("nodes");
    if (commits.isEmpty()) {
      return Optional.empty();
    }
    Told commit = commits.get(0).object("commit");
    if (!commit.text("oid").equals(pull.headSha())) {
      return Optional.empty();
    }
    Told rollup = commit.objectOrNull("statusCheckRollup");
    if (rollup == null) {
      return Optional.of(List.of());
    }
    Told contexts = rollup.object("contexts");
    return hasMore(contexts)
        ? Optional.empty()
        : Optional.of(Checks.ofGraphQl(contexts.items("nodes")));
  }

  private static Optional<List<Review>> reviews(GraphQlAnswer answer, Pull pull)
      throws ForgeFailure {
    Told reviews = answer.pull(GraphQlQuestion.alias(pull), "reviews").object("reviews");
    return hasMore(reviews)
        ? Optional.empty()
        : Optional.of(Reviews.ofGraphQl(reviews.items("nodes")));
  }

  private static boolean hasMore(Told connection) throws ForgeFailure {
    return connection.object("pageInfo").flag("hasNextPage");
  }

  private static Mergeable mergeable(GraphQlAnswer answer, Pull pull) throws ForgeFailure {
    Told told = answer.pull(GraphQlQuestion.alias(pull), "mergeable");
    return switch (told.text("mergeable")) {
      case "MERGEABLE" -> Mergeable.YES;
      case "CONFLICTING" -> Mergeable.CONFLICTS;
      case "UNKNOWN" -> Mergeable.COMPUTING;
      default -> throw told.malformed("has an unknown mergeability");
    };
  }
}
