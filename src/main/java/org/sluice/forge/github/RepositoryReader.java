package org.sluice.forge.github;

import java.util.List;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Told;

/** Reads repositories as REST tells them, alone or in lists. */
final class RepositoryReader {

  private static final String UNKNOWN_LICENCE = "NOASSERTION";

  private RepositoryReader() {}

  /**
   * Reads one.
   *
   * @param empty whether it has no commit, if it is so small that it may have none; null if not
   *     known
   */
  static RemoteRepository read(Told told, Boolean empty) throws ForgeFailure {
    String language = told.textOrNull("language");
    Long kibibytes = told.numberOrNull("size");
    return new RemoteRepository(
        String.valueOf(told.number("id")),
        told.text("full_name"),
        told.textOrNull("clone_url"),
        told.textOrNull("html_url"),
        told.textOrNull("description"),
        told.textsOrNone("topics"),
        language == null ? List.of() : List.of(language),
        told.objectOrNull("license", RepositoryReader::licence),
        told.numberOrNull("stargazers_count"),
        told.numberOrNull("forks_count"),
        // What is called watchers there are the stars.
        told.numberOrNull("subscribers_count"),
        told.numberOrNull("open_issues_count"),
        kibibytes == null ? null : kibibytes * 1024,
        told.textOrNull("default_branch"),
        visibility(told),
        Boolean.TRUE.equals(told.flagOrNull("archived")),
        Boolean.TRUE.equals(told.flagOrNull("disabled")),
        kibibytes != null && kibibytes > 0 ? Boolean.FALSE : empty,
        told.objectOrNull("parent", parent -> parent.text("full_name")),
        told.timeOrNull("created_at"),
        told.timeOrNull("updated_at"),
        told.timeOrNull("pushed_at"));
  }

  private static String licence(Told told) throws ForgeFailure {
    String spdx = told.textOrNull("spdx_id");
    return spdx == null || spdx.equals(UNKNOWN_LICENCE) ? told.textOrNull("name") : spdx;
  }

  /** Servers of before 2020 tell only whether it is private. */
  private static String visibility(Told told) throws ForgeFailure {
    String visibility = told.textOrNull("visibility");
    if (visibility != null) {
      return visibility;
    }
    return told.flag("private") ? "private" : "public";
  }
}
