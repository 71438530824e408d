package org.sluice.forge.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;
import org.sluice.forge.LimitAnswer;

class GitLabLimitsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String DATE = "Sun, 01 Mar 2026 12:00:00 GMT";

  private static LimitReport read(int status, String... fields) {
    return new GitLabLimits().read(LimitAnswer.of(status, fields), NOW);
  }

  @Test
  void budgetIsToldByEveryAnswer() {
    String reset = Long.toString(NOW.plusSeconds(40).getEpochSecond());
    assertThat(
            read(
                200,
                "RateLimit-Limit",
                "2000",
                "ratelimit-remaining",
                "1999",
                "RateLimit-Reset",
                reset,
                "Date",
                DATE))
        .isEqualTo(new LimitReport("", 2000L, 1999L, NOW.plusSeconds(40), Refusal.NONE, null));
  }

  @Test
  void serverWithoutLimitsTellsNothing() {
    assertThat(read(200)).isEqualTo(LimitReport.SILENT);
  }

  @Test
  void resetIsMeasuredByTheServersClock() {
    String reset = Long.toString(NOW.plusSeconds(3640).getEpochSecond());
    LimitReport report =
        read(200, "RateLimit-Reset", reset, "Date", "Sun, 01 Mar 2026 13:00:00 GMT");
    assertThat(report.resetAt()).isEqualTo(NOW.plusSeconds(40));
  }

  @Test
  void refusalTellsHowLongToWait() {
    assertThat(read(429, "Retry-After", "30", "RateLimit-Remaining", "0").until())
        .isEqualTo(NOW.plusSeconds(30));
    LimitReport dated = read(429, "Retry-After", "Sun, 01 Mar 2026 12:05:00 GMT", "Date", DATE);
    assertThat(dated.until()).isEqualTo(NOW.plusSeconds(300));
    assertThat(dated.refusal()).isEqualTo(Refusal.TOO_FAST);
  }

  @Test
  void usedUpBudgetEndsAtItsReset() {
    String reset = Long.toString(NOW.plusSeconds(40).getEpochSecond());
    LimitReport report =
        read(429, "RateLimit-Remaining", "0", "RateLimit-Reset", reset, "Date", DATE);
    assertThat(report.refusal()).isEqualTo(Refusal.USED_UP);
    assertThat(report.until()).isEqualTo(NOW.plusSeconds(40));
  }

  @Test
  void limitOfOneKindOfRequestIsNotTheBudget() {
    LimitReport report = read(429, "RateLimit-Remaining", "1500", "RateLimit-Limit", "2000");
    assertThat(report.refusal()).isEqualTo(Refusal.TOO_FAST);
    assertThat(report.until()).isNull();
  }

  @Test
  void rubbishIsNotTold() {
    LimitReport report =
        read(
            200,
            "RateLimit-Limit",
            "many",
            "RateLimit-Remaining",
            "-1",
            "RateLimit-Reset",
            "99999999999999999999");
    assertThat(report).isEqualTo(LimitReport.SILENT);
  }
}
