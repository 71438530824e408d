package org.sluice.forge.github;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Part;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RepositoryPath;

/**
 * Reads the details of one repository's pull requests once: over GraphQL as long as that answers,
 * then over REST. Not thread-safe.
 */
final class DetailsReading {

  private static final int BATCH = 25;
  private static final Duration TO_COMPUTE = Duration.ofSeconds(2);

  private final ForgeApi api;
  private final URI root;
  private final GraphQlRoots roots;
  private final RestDetails rest;
  private final GraphQlDetails graphQl;
  private boolean graphQlAnswers;

  /**
   * A reading.
   *
   * @param mayAsk whether there is a token, without which GraphQL tells nothing
   */
  DetailsReading(ForgeApi api, URI root, RepositoryPath path, GraphQlRoots roots, boolean mayAsk) {
    this.api = api;
    this.root = root;
    this.roots = roots;
    this.rest = new RestDetails(api, path);
    this.graphQl = new GraphQlDetails(api, GraphQlRoots.of(root), path, rest);
    this.graphQlAnswers = mayAsk && !roots.isMissing(root);
  }

  private interface OverGraphQl<T> {
    List<T> read(List<Pull> pulls) throws GraphQlMissing, ForgeFailure;
  }

  private interface OverRest<T> {
    List<T> read(List<Pull> pulls) throws ForgeFailure;
  }

  /**
   * Reads them.
   *
   * @return one for each, in the same order
   * @throws ForgeFailure what concerns all of them
   */
  List<PullDetails> details(List<Pull> pulls) throws ForgeFailure {
    List<PullDetails> all = batches(pulls, graphQl::details, rest::details);
    List<Integer> computing = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).mergeable().value() == Mergeable.COMPUTING) {
        computing.add(i);
      }
    }
    if (computing.isEmpty() || !hasRested()) {
      return all;
    }
    List<Part<Mergeable>> found =
        batches(computing.stream().map(pulls::get).toList(), graphQl::mergeable, rest::mergeable);
    for (int i = 0; i < found.size(); i++) {
      PullDetails before = all.get(computing.get(i));
      all.set(
          computing.get(i),
          new PullDetails(before.number(), before.checks(), before.reviews(), found.get(i)));
    }
    return all;
  }

  /** Asking made GitHub compute; a moment later it mostly knows. */
  private boolean hasRested() throws ForgeFailure {
    return api.rest(TO_COMPUTE, "GitHub finds out whether the pull requests can be merged.");
  }

  private <T> List<T> batches(List<Pull> pulls, OverGraphQl<T> question, OverRest<T> requests)
      throws ForgeFailure {
    List<T> all = new ArrayList<>(pulls.size());
    for (int from = 0; from < pulls.size(); from += BATCH) {
      List<Pull> batch = pulls.subList(from, Math.min(pulls.size(), from + BATCH));
      List<T> told = graphQlAnswers ? asked(batch, question) : null;
      all.addAll(told == null ? requests.read(batch) : told);
    }
    return all;
  }

  /** What GraphQL tells; null if it does not answer, and then it is not asked again. */
  private <T> List<T> asked(List<Pull> batch, OverGraphQl<T> question) throws ForgeFailure {
    try {
      return question.read(batch);
    } catch (GraphQlMissing missing) {
      roots.miss(root);
    } catch (ForgeFailure failure) {
      switch (failure.kind()) {
        case CANCELLED, LIMITED, AUTH -> throw failure;
        default -> {
          // REST may be well, and says what is wrong for each part if it is not.
        }
      }
    }
    graphQlAnswers = false;
    return null;
  }
}
