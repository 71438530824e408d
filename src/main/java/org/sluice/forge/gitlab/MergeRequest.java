package org.sluice.forge.gitlab;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Told;

/**
 * A merge request as GitLab tells it.
 *
 * @param pull what it says of itself; its source's name is that of the target, which has to be
 *     replaced for one {@link #fromFork}
 * @param targetProject id of the project that it wants to be merged into
 * @param sourceProject id of the project that the source branch is in; null if that is gone
 * @param fromFork whether that is another one than the target
 * @param mergeable whether it can be merged
 * @param reviewed whether anybody is asked to review it; nobody can ask for changes who is not
 * @param pipeline the newest; null if there is none, it is not seen, or a list tells
 */
record MergeRequest(
    Pull pull,
    long targetProject,
    Long sourceProject,
    boolean fromFork,
    Mergeable mergeable,
    boolean reviewed,
    Pipeline pipeline) {

  /** What GitLab calls the account behind the access token of a project or group. */
  private static final Pattern TOKEN_ACCOUNT = Pattern.compile("(project|group)_\\d+_bot\\w*");

  private static final Set<String> UNDECIDED =
      Set.of("unchecked", "checking", "preparing", "cannot_be_merged_recheck");

  /**
   * One merge request.
   *
   * @param target full name of its project where it does not tell it
   */
  static MergeRequest of(Told merge, String target) throws ForgeFailure {
    long into = merge.number("target_project_id");
    Long source = merge.numberOrNull("source_project_id");
    return new MergeRequest(
        pull(merge, source == null ? null : target(merge, target)),
        into,
        source,
        source == null || source != into,
        mergeable(merge),
        merge.has("reviewers") && !merge.items("reviewers").isEmpty(),
        merge.objectOrNull("head_pipeline", Pipeline::of));
  }

  /** Whether a pipeline runs in the target. */
  boolean isOfTarget(Pipeline one) {
    return one.project() != null && one.project() == targetProject;
  }

  /** The same, with the name of the fork that it comes from; null if that is gone or not seen. */
  Pull pullFrom(String fork) {
    return new Pull(
        pull.number(),
        pull.title(),
        pull.author(),
        pull.bot(),
        pull.webUrl(),
        pull.sourceBranch(),
        fork,
        pull.targetBranch(),
        pull.headSha(),
        pull.draft(),
        pull.state(),
        pull.labels(),
        pull.createdAt(),
        pull.updatedAt());
  }

  private static Pull pull(Told merge, String source) throws ForgeFailure {
    Told author = merge.objectOrNull("author");
    String login = author == null ? null : author.words("username");
    Instant created = merge.time("created_at");
    Instant updated = merge.timeOrNull("updated_at");
    return new Pull(
        merge.number("iid"),
        merge.words("title"),
        login,
        login != null && (author.isSet("bot") || TOKEN_ACCOUNT.matcher(login).matches()),
        merge.wordsOrNull("web_url"),
        merge.words("source_branch"),
        source,
        merge.words("target_branch"),
        merge.wordsOrNull("sha"),
        merge.isSet("draft") || merge.isSet("work_in_progress"),
        state(merge),
        merge.textsOrNone("labels"),
        created,
        updated == null ? created : updated);
  }

  /** The name of a project changes; a merge request tells the one of today. */
  private static String target(Told merge, String asked) throws ForgeFailure {
    String full = merge.objectOrNull("references", names -> names.wordsOrNull("full"));
    int end = full == null ? -1 : full.lastIndexOf('!');
    return end > 0 ? full.substring(0, end) : asked;
  }

  private static Pull.State state(Told merge) throws ForgeFailure {
    return switch (merge.text("state")) {
      // Locked is what it is while GitLab merges it: it is not merged yet.
      case "opened", "locked" -> Pull.State.OPEN;
      case "merged" -> Pull.State.MERGED;
      case "closed" -> Pull.State.CLOSED;
      default -> throw merge.malformed("has a state that nobody knows");
    };
  }

  /**
   * The detailed status tells one obstacle of several, so that a draft with conflicts may only say
   * that it is a draft; the older status and the mark for conflicts tell the rest.
   */
  private static Mergeable mergeable(Told merge) throws ForgeFailure {
    String detailed = merge.textOrNull("detailed_merge_status");
    String status = merge.textOrNull("merge_status");
    if (merge.isSet("has_conflicts")
        || "conflict".equals(detailed)
        || "cannot_be_merged".equals(status)) {
      return Mergeable.CONFLICTS;
    }
    if (isOpen(detailed) || isOpen(status)) {
      return Mergeable.COMPUTING;
    }
    return "can_be_merged".equals(status) || "mergeable".equals(detailed)
        ? Mergeable.YES
        : Mergeable.UNTOLD;
  }

  private static boolean isOpen(String status) {
    return status != null && UNDECIDED.contains(status);
  }
}
