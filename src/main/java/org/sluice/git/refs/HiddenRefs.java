package org.sluice.git.refs;

import java.util.List;

/**
 * The refs that are not mirrored by themselves: what forges keep for their own use, and the names
 * that Sluice keeps its own refs under.
 */
public final class HiddenRefs {

  /** Names below which Sluice keeps refs of its own; never pruned, never served. */
  public static final String OWN = "refs/sluice/";

  private static final List<String> PREFIXES =
      List.of(
          OWN,
          "refs/pull/", // GitHub, Gitea, Forgejo
          "refs/merge-requests/", // GitLab
          "refs/keep-around/",
          "refs/environments/",
          "refs/pipelines/",
          "refs/pull-requests/", // Bitbucket
          "refs/changes/", // Gerrit
          "refs/cache-automerge/");

  private HiddenRefs() {}

  /** Whether the ref of that full name is Sluice's own, or would stand where those are. */
  public static boolean isOwn(String name) {
    return name.startsWith(OWN) || name.equals("refs/sluice");
  }

  /** Whether the ref of that full name is left to the upstream unless it is asked for. */
  static boolean hides(String name) {
    return !name.startsWith("refs/") || isOwn(name) || PREFIXES.stream().anyMatch(name::startsWith);
  }
}
