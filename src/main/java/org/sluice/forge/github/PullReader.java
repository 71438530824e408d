package org.sluice.forge.github;

import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Told;

/** Reads pull requests as REST tells them, alone or in lists. */
final class PullReader {

  private PullReader() {}

  static Pull read(Told told) throws ForgeFailure {
    Told author = told.objectOrNull("user");
    Told head = told.object("head");
    return new Pull(
        told.number("number"),
        told.text("title"),
        author == null ? null : author.text("login"),
        author != null && "Bot".equals(author.textOrNull("type")),
        told.text("html_url"),
        head.text("ref"),
        head.objectOrNull("repo", repository -> repository.text("full_name")),
        told.object("base").text("ref"),
        head.text("sha"),
        // Servers of before drafts do not tell.
        Boolean.TRUE.equals(told.flagOrNull("draft")),
        state(told),
        // Servers of before labels of pull requests do not tell.
        told.has("labels") ? told.items("labels", label -> label.text("name")) : List.of(),
        told.time("created_at"),
        told.time("updated_at"));
  }

  private static Pull.State state(Told told) throws ForgeFailure {
    return switch (told.text("state")) {
      case "open" -> Pull.State.OPEN;
      case "closed" -> told.has("merged_at") ? Pull.State.MERGED : Pull.State.CLOSED;
      default -> throw told.malformed("has an unknown state");
    };
  }

  /** Only one that was asked for alone tells it. */
  static Mergeable mergeable(Told told) throws ForgeFailure {
    Boolean mergeable = told.flagOrNull("mergeable");
    if (mergeable == null) {
      return Mergeable.COMPUTING;
    }
    return mergeable ? Mergeable.YES : Mergeable.CONFLICTS;
  }
}
