package org.sluice.mirror.care;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.git.care.CareOrder.Check;
import org.sluice.git.care.CareReport.Result;
import org.sluice.git.care.MirrorCare;

/** When a mirror on disk is looked after, and how closely. */
class MirrorConditionTest {

  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private final MirrorCondition condition = new MirrorCondition(new UUID(1, 2), NOW, WEEK);

  private void visit(Result result, Instant at) {
    condition.visited(result, condition.check(at, WEEK), at, WEEK);
  }

  @Test
  void firstVisitComesWhenItsPackHasRestedAndLooksClosely() {
    assertThat(condition.dueAt()).isEqualTo(NOW.plus(Duration.ofMinutes(61)));
    assertThat(condition.check(NOW, WEEK)).isEqualTo(Check.HISTORY);
  }

  @Test
  void visitsReadTheFilesWeeklyAndTheHistoryEveryFourthTime() {
    Instant at = NOW;
    for (Check wanted :
        new Check[] {Check.HISTORY, Check.BYTES, Check.BYTES, Check.BYTES, Check.HISTORY}) {
      assertThat(condition.check(at, WEEK)).isEqualTo(wanted);
      visit(Result.SOUND, at);
      assertThat(condition.dueAt())
          .isBetween(at.plus(Duration.ofDays(6)), at.plus(Duration.ofDays(7)));
      at = condition.dueAt();
    }
  }

  @Test
  void manyChangesBringTheVisitForwardAndItLooksNoCloserThanNeedBe() {
    visit(Result.SOUND, NOW);
    for (int i = 1; i < MirrorCare.MOST_PACKS; i++) {
      condition.changed(NOW);
    }
    assertThat(condition.dueAt()).isAfter(NOW.plus(Duration.ofDays(6)));
    condition.changed(NOW);
    assertThat(condition.dueAt()).isEqualTo(NOW.plus(Duration.ofMinutes(61)));
    assertThat(condition.check(condition.dueAt(), WEEK)).isEqualTo(Check.GLANCE);
    visit(Result.PACKED, condition.dueAt());
    assertThat(condition.dueAt()).isAfter(NOW.plus(Duration.ofDays(6)));
  }

  @Test
  void suspicionBringsACloseLookAtOnce() {
    visit(Result.SOUND, NOW);
    condition.suspected(NOW);
    assertThat(condition.dueAt()).isEqualTo(NOW);
    assertThat(condition.check(NOW, WEEK)).isEqualTo(Check.HISTORY);
    visit(Result.YIELDED, NOW);
    assertThat(condition.dueAt()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    assertThat(condition.check(NOW, WEEK)).isEqualTo(Check.HISTORY);
    visit(Result.SOUND, NOW);
    assertThat(condition.check(NOW, WEEK)).isEqualTo(Check.GLANCE);
  }

  @Test
  void repairComesByItselfOnceADayAndTheNextDamageIsToldOnce() {
    assertThat(condition.mayRepair(NOW)).isTrue();
    condition.repaired(NOW, WEEK);
    assertThat(condition.mayRepair(NOW.plus(Duration.ofHours(23)))).isFalse();
    assertThat(condition.giveUp()).isTrue();
    assertThat(condition.giveUp()).isFalse();
    Instant nextDay = NOW.plus(Duration.ofHours(24));
    assertThat(condition.mayRepair(nextDay)).isTrue();
    condition.repaired(nextDay, WEEK);
    assertThat(condition.giveUp()).isTrue();
  }
}
