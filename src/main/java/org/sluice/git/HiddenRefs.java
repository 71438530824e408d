package org.sluice.git;

import java.util.List;

/**
 * The refs of an upstream that are not mirrored: what forges keep for themselves, and the names
 * that Sluice keeps its own refs under.
 */
final class HiddenRefs {

  /** Names below which Sluice keeps refs of its own; never pruned, never served. */
  static final String OWN = "refs/sluice/";

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

  /** Whether the ref of that full name is left to the upstream. */
  static boolean hides(String name) {
    return !name.startsWith("refs/")
        || name.equals("refs/sluice")
        || PREFIXES.stream().anyMatch(name::startsWith);
  }
}
