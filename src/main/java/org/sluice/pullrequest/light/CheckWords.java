package org.sluice.pullrequest.light;

import java.util.Locale;
import org.sluice.forge.Check;
import org.sluice.platform.Inside;
import org.sluice.registry.status.Light;

/**
 * What the forges' words for the state of a check mean.
 *
 * <p>They are GitHub's conclusions and states of check runs and commit statuses, GitLab's states of
 * jobs and external statuses, Bitbucket's states of build statuses, and Gitea's of commit statuses.
 * No word means two things, so that one table holds them all. One that nobody knows says that
 * something is going on.
 */
@Inside
public final class CheckWords {

  private CheckWords() {}

  public static Light light(Check check) {
    return switch (check.state().toLowerCase(Locale.ROOT)) {
      case "success", "successful", "neutral", "skipped" -> Light.GREEN;
      case "failure",
          "timed_out",
          "action_required",
          "startup_failure",
          "error",
          "cancelled",
          "failed",
          "canceled",
          "stopped" ->
          check.optional() ? Light.GREEN : Light.RED;
      default -> Light.YELLOW;
    };
  }
}
