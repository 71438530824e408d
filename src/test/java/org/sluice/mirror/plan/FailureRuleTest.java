package org.sluice.mirror.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.git.SyncFailureKind;

class FailureRuleTest {

  private static final String TABLE =
      """
      AUTH,             BACK_OFF,   ANSWERED,  true,  5, 1, WARNING
      NOT_FOUND,        BACK_OFF,   ANSWERED,  true,  3, 3, WARNING
      GONE,             BACK_OFF,   ANSWERED,  true,  3, 3, WARNING
      MOVED,            BY_PERSON,  ANSWERED,  true,  0, 1, WARNING
      HOST_KEY,         BY_PERSON,  ANSWERED,  true,  0, 1, WARNING
      RATE_LIMITED,     WHEN_TOLD,  ANSWERED,  false, 0, 0, INFO
      TIMEOUT,          WITHIN_RUN, UNREACHED, true,  0, 3, WARNING
      NETWORK,          WITHIN_RUN, UNREACHED, true,  0, 3, WARNING
      UPSTREAM_5XX,     WITHIN_RUN, UNREACHED, true,  0, 3, WARNING
      REJECTED,         BACK_OFF,   UNTOLD,    true,  0, 1, WARNING
      REF_CONFLICT,     BACK_OFF,   ANSWERED,  true,  0, 1, WARNING
      CORRUPT_UPSTREAM, BACK_OFF,   ANSWERED,  true,  0, 1, WARNING
      CORRUPT_LOCAL,    BACK_OFF,   UNTOLD,    true,  0, 1, SEVERE
      DISK_FULL,        BACK_OFF,   UNTOLD,    true,  0, 3, SEVERE
      QUOTA,            BACK_OFF,   ANSWERED,  true,  0, 1, WARNING
      BLOCKED_ADDRESS,  BY_PERSON,  UNTOLD,    true,  0, 1, WARNING
      CANCELLED,        AS_ASKED,   UNTOLD,    false, 0, 0, INFO
      DEADLINE,         BACK_OFF,   UNTOLD,    true,  0, 3, WARNING
      INTERNAL,         BACK_OFF,   UNTOLD,    true,  0, 1, SEVERE
      """;

  @ParameterizedTest
  @CsvSource(textBlock = TABLE)
  void eachKindHasItsRule(
      SyncFailureKind kind,
      FailureRule.Retry retry,
      FailureRule.Reach reach,
      boolean counted,
      int disablesAfter,
      int announcedAfter,
      String level) {
    FailureRule rule = FailureRule.of(kind);

    assertThat(rule)
        .isEqualTo(
            new FailureRule(
                retry,
                reach,
                counted,
                disablesAfter,
                announcedAfter,
                Level.parse(level),
                rule.hint()));
  }

  @Test
  void theTableHasARowForEachKind() {
    assertThat(TABLE.lines().map(line -> line.substring(0, line.indexOf(','))))
        .containsExactlyInAnyOrder(
            java.util.Arrays.stream(SyncFailureKind.values())
                .map(Enum::name)
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource
  void eachKindHasASentenceOfAdvice(SyncFailureKind kind) {
    assertThat(FailureRule.of(kind).hint()).matches("[A-Z].{20,}\\.");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"MOVED", "HOST_KEY", "BLOCKED_ADDRESS", "CANCELLED"})
  void whatOnlyAPersonCanMendIsNotRetryable(SyncFailureKind kind) {
    assertThat(FailureRule.of(kind).retryable()).isFalse();
  }
}
