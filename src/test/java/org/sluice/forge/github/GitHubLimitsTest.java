package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.egress.budget.LimitReport.Refusal.NONE;
import static org.sluice.egress.budget.LimitReport.Refusal.TOO_FAST;
import static org.sluice.egress.budget.LimitReport.Refusal.USED_UP;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.budget.LimitReport;

/** How GitHub tells of its limits. */
class GitHubLimitsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SERVER_SAYS = "Sun, 01 Mar 2026 13:30:00 GMT";
  private static final long RESET = Instant.parse("2026-03-01T13:30:40Z").getEpochSecond();
  private static final String WORDS =
      "{\"message\":\"You have exceeded a secondary rate limit. Please wait a few minutes\"}";

  private static LimitReport read(String place, int status, String body, String... fields) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Date", List.of(SERVER_SAYS));
    for (int i = 0; i < fields.length; i += 2) {
      headers.put(fields[i], List.of(fields[i + 1]));
    }
    return new GitHubLimits()
        .read(
            new ApiAnswer(
                URI.create("https://api.github.com" + place),
                null,
                status,
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                false),
            NOW);
  }

  @Test
  void figuresAreReadByTheServersClock() {
    LimitReport report =
        read(
            "/user",
            200,
            "{}",
            "x-ratelimit-limit",
            "5000",
            "x-ratelimit-remaining",
            "4999",
            "x-ratelimit-reset",
            String.valueOf(RESET),
            "x-ratelimit-resource",
            "core");
    assertThat(report)
        .isEqualTo(new LimitReport("core", 5000L, 4999L, NOW.plusSeconds(40), NONE, null));
  }

  @Test
  void figuresThatAreNoNumbersSayNothing() {
    assertThat(
            read(
                "/user",
                200,
                "{}",
                "X-RateLimit-Limit",
                "many",
                "X-RateLimit-Remaining",
                "-1",
                "X-RateLimit-Reset",
                "99999999999999999999"))
        .isEqualTo(LimitReport.SILENT);
  }

  @Test
  void aWindowThatIsUsedUpIsToldBy403And429() {
    for (int status : List.of(403, 429)) {
      LimitReport report =
          read(
              "/user",
              status,
              "{}",
              "X-RateLimit-Remaining",
              "0",
              "X-RateLimit-Reset",
              String.valueOf(RESET));
      assertThat(report.refusal()).isEqualTo(USED_UP);
      assertThat(report.resetAt()).isEqualTo(NOW.plusSeconds(40));
    }
  }

  @Test
  void aSecondaryLimitIsToldInFourWays() {
    LimitReport seconds = read("/user", 403, "{}", "Retry-After", "8");
    assertThat(seconds.refusal()).isEqualTo(TOO_FAST);
    assertThat(seconds.until()).isEqualTo(NOW.plusSeconds(8));
    LimitReport date = read("/user", 429, "{}", "Retry-After", "Sun, 01 Mar 2026 13:30:08 GMT");
    assertThat(date.refusal()).isEqualTo(TOO_FAST);
    assertThat(date.until()).isEqualTo(NOW.plusSeconds(8));
    assertThat(read("/user", 429, "{}").refusal()).isEqualTo(TOO_FAST);
    assertThat(read("/user", 403, "{}", "gh-limited-by", "search").refusal()).isEqualTo(TOO_FAST);
    LimitReport words = read("/user", 403, WORDS, "X-RateLimit-Remaining", "21");
    assertThat(words.refusal()).isEqualTo(TOO_FAST);
    assertThat(words.until()).isNull();
  }

  @Test
  void anyOtherRefusalIsNoLimit() {
    assertThat(
            read(
                    "/user",
                    403,
                    "{\"message\":\"Must have push access to repository\"}",
                    "X-RateLimit-Remaining",
                    "4000")
                .refusal())
        .isEqualTo(NONE);
    assertThat(read("/user", 403, "<html>rate limit</html>").refusal()).isEqualTo(NONE);
    assertThat(read("/user", 404, WORDS).refusal()).isEqualTo(NONE);
    assertThat(read("/user", 200, "{\"errors\":[{\"type\":\"RATE_LIMITED\"}]}").refusal())
        .isEqualTo(NONE);
  }

  @Test
  void aQuestionThatIsRefusedIsAnswered200() {
    String limited = "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"API rate limit\"}]}";
    assertThat(read("/graphql", 200, limited, "X-RateLimit-Remaining", "0").refusal())
        .isEqualTo(USED_UP);
    assertThat(read("/graphql", 200, limited, "X-RateLimit-Remaining", "7").refusal())
        .isEqualTo(TOO_FAST);
    assertThat(read("/api/graphql", 200, "{\"errors\":[" + WORDS + "]}").refusal())
        .isEqualTo(TOO_FAST);
    assertThat(read("/graphql", 200, "{\"data\":{\"title\":" + WORDS + "}}").refusal())
        .isEqualTo(NONE);
    assertThat(read("/graphql", 200, "\"errors\"").refusal()).isEqualTo(NONE);
  }
}
