package org.sluice.forge.gitlab;

import java.time.Instant;
import java.util.Optional;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.LimitRule;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;

/** How GitLab tells of its limits: {@code RateLimit-*}, and 429 with {@code Retry-After}. */
final class GitLabLimits implements LimitRule {

  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public LimitReport read(ApiAnswer answer, Instant now) {
    Long limit = number(answer, "RateLimit-Limit");
    Long remaining = number(answer, "RateLimit-Remaining");
    Long reset = number(answer, "RateLimit-Reset");
    Instant resetAt = reset == null ? null : answer.local(Instant.ofEpochSecond(reset), now);
    if (answer.status() != TOO_MANY_REQUESTS) {
      return new LimitReport("", limit, remaining, resetAt, Refusal.NONE, null);
    }
    // Some limits of GitLab's are about one kind of request and leave the window's rest alone.
    boolean usedUp = remaining != null && remaining <= 0;
    Instant until = answer.retryAt(now).orElse(usedUp ? resetAt : null);
    Refusal refusal = usedUp ? Refusal.USED_UP : Refusal.TOO_FAST;
    return new LimitReport("", limit, remaining, resetAt, refusal, until);
  }

  private static Long number(ApiAnswer answer, String name) {
    Optional<String> text = answer.header(name).map(String::strip);
    // What is longer is no number of requests and no time of this age of the world.
    return text.filter(each -> each.matches("[0-9]{1,11}")).map(Long::valueOf).orElse(null);
  }
}
