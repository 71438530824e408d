package org.sluice.forge.gitea;

import java.util.Locale;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Told;

/** What Gitea and Forgejo answer of a commit's statuses; each run of a context adds one. */
final class GiteaStatuses {

  private GiteaStatuses() {}

  /** One status. */
  static Check one(Told status) throws ForgeFailure {
    String context = status.words("context");
    return new Check(
        context,
        context,
        status.words("status").toLowerCase(Locale.ROOT),
        false,
        status.wordsOrNull("target_url"),
        status.timeOrNull("created_at"),
        status.number("id"));
  }
}
