package org.sluice.forge.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** Reads details over REST: four requests for each pull request, and more for more pages. */
final class RestDetails {

  private final ForgeApi api;
  private final RepositoryPath path;
  private final Parts<List<Check>> checks = new Parts<>();
  private final Parts<List<Review>> reviews = new Parts<>();
  private final Parts<Mergeable> mergeable = new Parts<>();

  RestDetails(ForgeApi api, RepositoryPath path) {
    this.api = api;
    this.path = path;
  }

  /**
   * Checks, reviews and mergeability.
   *
   * @return one for each, in the same order
   * @throws ForgeFailure what concerns all of them
   */
  List<PullDetails> details(List<Pull> pulls) throws ForgeFailure {
    List<PullDetails> all = new ArrayList<>();
    for (Pull pull : pulls) {
      all.add(
          new PullDetails(
              pull.number(),
              checks(pull),
              reviews(pull),
              mergeable.read(() -> PullReader.mergeable(api.get(address(pull))))));
    }
    return all;
  }

  Part<List<Check>> checks(Pull pull) throws ForgeFailure {
    return checks.read(() -> Checks.ofRest(api, path, pull.headSha()));
  }

  Part<List<Review>> reviews(Pull pull) throws ForgeFailure {
    return reviews.read(
        () ->
            api.list(address(pull) + "/reviews?per_page=100", null, Reviews::ofRest).stream()
                .flatMap(Optional::stream)
                .toList());
  }

  /**
   * Mergeability alone, asked for anew.
   *
   * @return one for each, in the same order
   * @throws ForgeFailure what concerns all of them
   */
  List<Part<Mergeable>> mergeable(List<Pull> pulls) throws ForgeFailure {
    List<Part<Mergeable>> all = new ArrayList<>();
    for (Pull pull : pulls) {
      all.add(
          mergeable.read(
              () -> PullReader.mergeable(api.ask(api.reading(address(pull)).fresh()).told())));
    }
    return all;
  }

  private String address(Pull pull) {
    return GitHub.below(path, "/pulls/" + pull.number());
  }
}
