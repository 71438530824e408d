package org.sluice.forge.gitlab;

import java.util.Locale;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Told;

/**
 * What GitLab answers of a commit's statuses: the jobs of its pipelines and what others reported.
 *
 * <p>GitLab leaves out jobs that were retried within their pipeline. A pipeline that is run again
 * has jobs of the same names under another number, so it is not the pipeline that makes a series:
 * it is name and ref. The ref is all that tells where a pipeline came from; those of a merge
 * request have one of their own beside those of the branch, and a failure of the one is not undone
 * by success of the other.
 */
final class GitLabStatuses {

  private GitLabStatuses() {}

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
