package org.sluice.forge.gitea;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.Told;

/**
 * A pull request as Gitea and Forgejo tell it.
 *
 * @param pull what it says of itself
 * @param mergeable whether it can be merged; false also for a draft, and while the server is still
 *     finding out
 */
record PullRequest(Pull pull, boolean mergeable) {

  // Accounts that are no rows of the server's: the deleted one, and the runner of Actions.
  private static final long GHOST = -1;
  private static final long ACTIONS = -2;

  // What makes a draft where nobody has set other prefixes. Newer servers tell it themselves.
  private static final List<String> DRAFT_PREFIXES = List.of("wip:", "[wip]");

  /** One pull request. */
  static PullRequest of(Told pull) throws ForgeFailure {
    return new PullRequest(pull(pull), pull.flag("mergeable"));
  }

  /** Whether it may have conflicts, or be looked at for some. */
  boolean isInDoubt() {
    return !mergeable && !pull.draft();
  }

  private static Pull pull(Told pull) throws ForgeFailure {
    Told author = pull.objectOrNull("user");
    Long id = author == null ? null : author.numberOrNull("id");
    boolean gone = author == null || id != null && id == GHOST;
    Told head = pull.object("head");
    String title = pull.words("title");
    Boolean draft = pull.flagOrNull("draft");
    Instant created = pull.time("created_at");
    Instant updated = pull.timeOrNull("updated_at");
    return new Pull(
        pull.number("number"),
        title,
        gone ? null : author.words("login"),
        id != null && id == ACTIONS,
        pull.wordsOrNull("html_url"),
        branch(head),
        head.objectOrNull("repo", source -> source.words("full_name")),
        pull.object("base").words("ref"),
        head.wordsOrNull("sha"),
        draft == null ? saysDraft(title) : draft,
        state(pull),
        labels(pull),
        created,
        updated == null ? created : updated);
  }

  /** Once the branch is gone, its place is taken by a ref that the server keeps for itself. */
  private static String branch(Told head) throws ForgeFailure {
    String ref = head.words("ref");
    String label = head.wordsOrNull("label");
    return ref.startsWith("refs/pull/") && label != null ? label : ref;
  }

  private static boolean saysDraft(String title) {
    String lower = title.toLowerCase(Locale.ROOT);
    return DRAFT_PREFIXES.stream().anyMatch(lower::startsWith);
  }

  private static Pull.State state(Told pull) throws ForgeFailure {
    if (pull.isSet("merged")) {
      return Pull.State.MERGED;
    }
    return switch (pull.text("state")) {
      case "open" -> Pull.State.OPEN;
      case "closed" -> Pull.State.CLOSED;
      default -> throw pull.malformed("has a state that nobody knows");
    };
  }

  private static List<String> labels(Told pull) throws ForgeFailure {
    List<String> names = new ArrayList<>();
    if (pull.has("labels")) {
      for (Told label : pull.items("labels")) {
        names.add(label.words("name"));
      }
    }
    return names;
  }
}
