package org.sluice.forge.bitbucket;

import java.time.Instant;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.LimitRule;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;

/**
 * How Bitbucket tells of its limits.
 *
 * <p>Its hour has no beginning: each request falls out of the count an hour after it was made. So
 * there is no time at which all is well again, and what is left is not told either, only that it is
 * less than a fifth ({@code X-RateLimit-NearLimit}).
 */
final class BitbucketLimits implements LimitRule {

  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public LimitReport read(ApiAnswer answer, Instant now) {
    Long limit =
        answer
            .header("X-RateLimit-Limit")
            .map(String::strip)
            .filter(each -> each.matches("[0-9]{1,11}"))
            .map(Long::valueOf)
            .orElse(null);
    return answer.status() == TOO_MANY_REQUESTS
        ? new LimitReport("", limit, null, null, Refusal.USED_UP, answer.retryAt(now).orElse(null))
        : new LimitReport("", limit, null, null, Refusal.NONE, null);
  }
}
