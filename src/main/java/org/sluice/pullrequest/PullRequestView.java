package org.sluice.pullrequest;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.registry.status.Light;

/**
 * A pull request as the API shows it.
 *
 * @param repository {@code owner/name} of the repository at Sluice
 * @param repositoryId its id
 * @param number by which people name it
 * @param title one line
 * @param author login of who opened it; null if the account is gone
 * @param bot whether the forge says that the author is no person
 * @param webUrl its page at the forge; null if not known
 * @param sourceBranch short name
 * @param sourceRepository full name, at the forge, of what the source branch is in; null if it is
 *     gone
 * @param targetBranch short name
 * @param headSha commit that its checks are about
 * @param draft whether it is not ready yet
 * @param state what has become of it
 * @param mergeable whether it can be merged; null if the forge does not say, or not yet
 * @param labels in the forge's order
 * @param light how it stands
 * @param lightReason why
 * @param knownLight how it stood when everything could last be read; null if that never was
 * @param knownAt when that was; null if never
 * @param checks newest run of each check, when they could last be read
 * @param checksAt when that was; null if never
 * @param reviews opinion of each reviewer, when they could last be read
 * @param reviewsAt when that was; null if never
 * @param observedAt when it was last looked at
 * @param createdAt when it was opened
 * @param updatedAt when anything of it last changed at the forge
 * @param endedAt when it was found merged or closed; null while it is open
 */
@Schema(name = "PullRequest")
public record PullRequestView(
    String repository,
    UUID repositoryId,
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
    Pull.State state,
    Boolean mergeable,
    List<String> labels,
    Light light,
    String lightReason,
    Light knownLight,
    Instant knownAt,
    List<ShownCheck> checks,
    Instant checksAt,
    List<ShownReview> reviews,
    Instant reviewsAt,
    Instant observedAt,
    Instant createdAt,
    Instant updatedAt,
    Instant endedAt) {

  static PullRequestView of(UUID repositoryId, String repository, PullRow row) {
    Pull pull = row.pull();
    return new PullRequestView(
        repository,
        repositoryId,
        pull.number(),
        pull.title(),
        pull.author(),
        pull.bot(),
        pull.webUrl(),
        pull.sourceBranch(),
        pull.sourceRepository(),
        pull.targetBranch(),
        pull.headSha(),
        pull.draft(),
        pull.state(),
        mergeable(row.mergeable()),
        pull.labels(),
        row.lit().light(),
        row.lit().reason(),
        row.knownLight(),
        row.knownAt(),
        row.checks(),
        row.checksAt(),
        row.reviews(),
        row.reviewsAt(),
        row.observedAt(),
        pull.createdAt(),
        pull.updatedAt(),
        row.endedAt());
  }

  private static Boolean mergeable(Mergeable told) {
    return switch (told) {
      case YES -> true;
      case CONFLICTS -> false;
      case COMPUTING, UNTOLD -> null;
    };
  }
}
