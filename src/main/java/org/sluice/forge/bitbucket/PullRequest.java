package org.sluice.forge.bitbucket;

import java.time.Instant;
import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.Review;
import org.sluice.forge.Told;

/**
 * A pull request as Bitbucket tells it.
 *
 * @param pull what it says of itself
 * @param reviews how each participant stands; null if the answer does not tell, as lists do that
 *     were not asked for it
 */
record PullRequest(Pull pull, List<Review> reviews) {

  /** One pull request. */
  static PullRequest of(Told pull) throws ForgeFailure {
    return new PullRequest(
        pull(pull),
        pull.has("participants") ? Participants.reviews(pull.items("participants")) : null);
  }

  private static Pull pull(Told pull) throws ForgeFailure {
    Told author = pull.objectOrNull("author");
    Told source = pull.object("source");
    Instant created = pull.time("created_on");
    Instant updated = pull.timeOrNull("updated_on");
    return new Pull(
        pull.number("id"),
        pull.words("title"),
        author == null ? null : Participants.name(author),
        author != null && "app_user".equals(author.textOrNull("type")),
        BitbucketRepositories.webUrl(pull),
        source.object("branch").words("name"),
        source.objectOrNull("repository", repository -> repository.words("full_name")),
        pull.object("destination").object("branch").words("name"),
        source.objectOrNull("commit", commit -> commit.words("hash")),
        pull.isSet("draft") || pull.text("state").equals("DRAFT"),
        state(pull),
        List.of(),
        created,
        updated == null ? created : updated);
  }

  private static Pull.State state(Told pull) throws ForgeFailure {
    return switch (pull.text("state")) {
      // The queue is that of merges to come.
      case "OPEN", "DRAFT", "QUEUED" -> Pull.State.OPEN;
      case "MERGED" -> Pull.State.MERGED;
      case "DECLINED", "SUPERSEDED" -> Pull.State.CLOSED;
      default -> throw pull.malformed("has a state that nobody knows");
    };
  }
}
