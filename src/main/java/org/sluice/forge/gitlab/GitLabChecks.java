package org.sluice.forge.gitlab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Told;

/**
 * Reads the checks of a merge request: the jobs of its pipelines, and what others reported of its
 * commits.
 *
 * <p>They may be in three places. Most are statuses of the head in the project itself. Where
 * pipelines run on what the merge would make, they are statuses of that commit. And those of a
 * fork's branch are in the fork, unless somebody of the project started them; of a fork that is not
 * seen, the merge request tells at least how its pipeline stands.
 *
 * <p>GitLab leaves out jobs that were retried within their pipeline. A pipeline that is run again
 * has jobs of the same names under another number, so it is not the pipeline that makes a series:
 * it is name and ref. The ref is all that tells where a pipeline came from; those of a merge
 * request have one of their own beside those of the branch, and a failure of the one is not undone
 * by success of the other.
 */
final class GitLabChecks {

  private final ForgeApi api;
  private final String target;
  private final Map<Long, Check> byId = new LinkedHashMap<>();

  private GitLabChecks(ForgeApi api, RepositoryPath path) {
    this.api = api;
    this.target = path.fullName();
  }

  /**
   * All runs of all checks.
   *
   * @param pull tells the head
   * @param now the same merge request, asked for by itself
   */
  static List<Check> read(ForgeApi api, RepositoryPath path, Pull pull, MergeRequest now)
      throws ForgeFailure {
    if (pull.headSha() == null) {
      throw new ForgeFailure(
          ForgeFailure.Kind.MALFORMED, "GitLab tells no commit of this merge request.", null);
    }
    GitLabChecks checks = new GitLabChecks(api, path);
    checks.read(pull, now);
    return new ArrayList<>(checks.byId.values());
  }

  private void read(Pull pull, MergeRequest now) throws ForgeFailure {
    take(target, pull.headSha());
    Pipeline pipeline = now.pipeline();
    if (pipeline != null && pipeline.ofResult()) {
      take(target, pipeline.sha());
    }
    if (now.fromFork() && !takeIfSeen(pull.sourceRepository(), pull.headSha())) {
      boolean ofFork = pipeline != null && !now.isOfTarget(pipeline);
      if (ofFork && pipeline.sha().equals(pull.headSha())) {
        byId.put(pipeline.whole().id(), pipeline.whole());
      }
    }
  }

  private boolean takeIfSeen(String fork, String sha) throws ForgeFailure {
    if (fork == null) {
      return false;
    }
    try {
      take(fork, sha);
      return true;
    } catch (ForgeFailure failure) {
      return switch (failure.kind()) {
        case FORBIDDEN, NOT_FOUND -> false;
        default -> throw failure;
      };
    }
  }

  private void take(String project, String sha) throws ForgeFailure {
    String list =
        "/projects/"
            + ForgeApi.encoded(project)
            + "/repository/commits/"
            + ForgeApi.encoded(sha)
            + "/statuses?per_page=100";
    for (Check check : api.list(list, null, GitLabChecks::one)) {
      byId.put(check.id(), check);
    }
  }

  /** One status. */
  static Check one(Told status) throws ForgeFailure {
    String name = status.words("name");
    String ref = status.wordsOrNull("ref");
    return new Check(
        name,
        ref == null ? name : name + " of " + ref,
        status.words("status").toLowerCase(Locale.ROOT),
        status.isSet("allow_failure"),
        status.wordsOrNull("target_url"),
        status.timeOrNull("created_at"),
        status.number("id"));
  }
}
