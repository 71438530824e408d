package org.sluice.intake.address;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sluice.forge.ForgeKind;
import org.sluice.intake.Reason;

/** Cuts paths of known forges to the repository that they lead into. */
final class ForgePath {

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

  /** Pages of forges that stand where owners stand. */
  private static final Set<String> PAGES =
      Set.of(
          "about",
          "apps",
          "collections",
          "dashboard",
          "explore",
          "features",
          "help",
          "login",
          "marketplace",
          "notifications",
          "orgs",
          "pricing",
          "search",
          "settings",
          "sponsors",
          "stars",
          "topics",
          "trending",
          "users");

  /** What GitLab lets nobody call a project, since its pages are below that. */
  private static final Set<String> BELOW_PROJECT =
      Set.of("blame", "blob", "commits", "edit", "raw", "tree", "wikis");

  private static final Set<String> NUMBERED = Set.of("issues", "merge_requests", "commit");

  private ForgePath() {}

  /**
   * The parts of the path that name the repository, the last without {@code .git}; two at least.
   *
   * @throws NoRepository if none is named
   */
  static List<String> of(ForgeKind forge, List<String> segments) throws NoRepository {
    int end = forge == ForgeKind.GITLAB ? endAtGitlab(segments) : Math.min(2, segments.size());
    if (end < 2 || PAGES.contains(segments.get(0).toLowerCase(Locale.ROOT))) {
      throw new NoRepository(
          Reason.NOT_A_REPOSITORY, "names a page of a forge and no repository on it");
    }
    List<String> cut = new ArrayList<>(segments.subList(0, end));
    cut.set(end - 1, Address.withoutGit(cut.get(end - 1)));
    if (!cut.stream().allMatch(segment -> SEGMENT.matcher(segment).matches())) {
      throw new NoRepository(
          Reason.NOT_A_REPOSITORY, "has an address that no repository has at its forge");
    }
    return cut;
  }

  /** Groups may lie in groups; what ends the path is a sign of its own or a reserved word. */
  private static int endAtGitlab(List<String> segments) {
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean numbered =
          NUMBERED.contains(segment)
              && i + 1 < segments.size()
              && segments.get(i + 1).matches("[0-9a-f]+");
      if (segment.equals("-") || i >= 2 && (BELOW_PROJECT.contains(segment) || numbered)) {
        return i;
      }
      if (segment.endsWith(".git")) {
        return i + 1;
      }
    }
    return segments.size();
  }
}
