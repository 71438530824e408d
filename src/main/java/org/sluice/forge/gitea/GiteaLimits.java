package org.sluice.forge.gitea;

import java.time.Instant;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.LimitRule;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;

/**
 * How a proxy in front of Gitea or Forgejo tells of its limits: 429, perhaps with {@code
 * Retry-After}. The servers themselves have none.
 */
final class GiteaLimits implements LimitRule {

  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public LimitReport read(ApiAnswer answer, Instant now) {
    return answer.status() == TOO_MANY_REQUESTS
        ? new LimitReport("", null, null, null, Refusal.TOO_FAST, answer.retryAt(now).orElse(null))
        : LimitReport.SILENT;
  }
}
