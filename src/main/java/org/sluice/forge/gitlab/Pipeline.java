package org.sluice.forge.gitlab;

import java.util.Locale;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Told;

/**
 * The newest pipeline of a merge request.
 *
 * @param project id of the project that it runs in; null if not told
 * @param sha commit that it is about
 * @param ofResult whether that is what the merge would make, and not the head
 * @param whole all of its jobs as one check
 */
record Pipeline(Long project, String sha, boolean ofResult, Check whole) {

  static Pipeline of(Told pipeline) throws ForgeFailure {
    String ref = pipeline.words("ref");
    return new Pipeline(
        pipeline.numberOrNull("project_id"),
        pipeline.words("sha"),
        ref.startsWith("refs/merge-requests/") && !ref.endsWith("/head"),
        new Check(
            "pipeline",
            "pipeline of " + ref,
            pipeline.words("status").toLowerCase(Locale.ROOT),
            false,
            pipeline.wordsOrNull("web_url"),
            pipeline.timeOrNull("created_at"),
            pipeline.number("id")));
  }
}
