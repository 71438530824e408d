package org.sluice.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.LimitRule;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;
import org.sluice.forge.ForgeApi;

/**
 * How GitHub tells of its limits.
 *
 * <p>A primary limit that is used up is a 403 or a 429 with none remaining; over GraphQL it may be
 * a 200 with an error. A secondary limit names how long to wait, or only a field tells of it, or
 * only the words of the body. Any other 403 is a refusal for rights.
 */
final class GitHubLimits implements LimitRule {

  private static final int LOOKED_AT = 64 * 1024;

  @Override
  public LimitReport read(ApiAnswer answer, Instant now) {
    Long remaining = number(answer, "X-RateLimit-Remaining");
    Long reset = number(answer, "X-RateLimit-Reset");
    Instant resetAt = reset == null ? null : answer.local(Instant.ofEpochSecond(reset), now);
    Refusal refusal = refusal(answer, remaining);
    return new LimitReport(
        answer.header("X-RateLimit-Resource").orElse(""),
        number(answer, "X-RateLimit-Limit"),
        remaining,
        resetAt,
        refusal,
        refusal == Refusal.TOO_FAST ? answer.retryAt(now).orElse(null) : null);
  }

  private static Refusal refusal(ApiAnswer answer, Long remaining) {
    boolean usedUp = remaining != null && remaining <= 0;
    if (answer.status() == 200) {
      return ofQuestion(answer, usedUp);
    }
    if (answer.status() != 403 && answer.status() != 429) {
      return Refusal.NONE;
    }
    if (answer.header("Retry-After").isPresent()) {
      return Refusal.TOO_FAST;
    }
    if (usedUp) {
      return Refusal.USED_UP;
    }
    boolean told =
        answer.status() == 429
            || answer.header("gh-limited-by").isPresent()
            || ForgeApi.json(answer.body())
                .filter(body -> isAboutLimits(body.path("message").asText("")))
                .isPresent();
    return told ? Refusal.TOO_FAST : Refusal.NONE;
  }

  /** Errors of a question come with 200; what was asked for may hold the same words. */
  private static Refusal ofQuestion(ApiAnswer answer, boolean usedUp) {
    if (!answer.uri().getPath().endsWith("/graphql") || answer.body().length > LOOKED_AT) {
      return Refusal.NONE;
    }
    if (!new String(answer.body(), StandardCharsets.UTF_8).contains("\"errors\"")) {
      return Refusal.NONE;
    }
    JsonNode errors = ForgeApi.json(answer.body()).orElse(NullNode.instance).path("errors");
    for (JsonNode error : errors) {
      if (error.path("type").asText("").equals("RATE_LIMITED")) {
        return usedUp ? Refusal.USED_UP : Refusal.TOO_FAST;
      }
      if (isAboutLimits(error.path("message").asText(""))) {
        return Refusal.TOO_FAST;
      }
    }
    return Refusal.NONE;
  }

  private static boolean isAboutLimits(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("rate limit") || words.contains("abuse detection");
  }

  private static Long number(ApiAnswer answer, String field) {
    return answer
        .header(field)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,12}"))
        .map(Long::valueOf)
        .orElse(null);
  }
}
