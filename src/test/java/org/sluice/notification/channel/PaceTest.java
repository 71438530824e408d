package org.sluice.notification.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sluice.notification.channel.Pace.Turn;

class PaceTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void aSingleNoticeIsToldAtOnce() {
    assertThat(Pace.next(1, 0, null, NOW)).isEqualTo(Turn.SINGLE);
    assertThat(Pace.next(1, 19, null, NOW)).isEqualTo(Turn.SINGLE);
    assertThat(Pace.next(0, 0, null, NOW)).isEqualTo(Turn.WAIT);
  }

  @Test
  void aBurstGoesTogether() {
    assertThat(Pace.next(20, 0, null, NOW)).isEqualTo(Turn.SINGLE);
    assertThat(Pace.next(21, 0, null, NOW)).isEqualTo(Turn.BUNDLE);
    assertThat(Pace.next(5000, 0, null, NOW)).isEqualTo(Turn.BUNDLE);
    assertThat(Pace.next(1, 20, null, NOW)).isEqualTo(Turn.BUNDLE);
  }

  @Test
  void afterABundleNothingNewGoesOutForAMinute() {
    assertThat(Pace.next(300, 0, NOW.minusSeconds(59), NOW)).isEqualTo(Turn.WAIT);
    assertThat(Pace.next(1, 0, NOW.minusSeconds(59), NOW)).isEqualTo(Turn.WAIT);
    assertThat(Pace.next(1, 0, NOW.minusSeconds(60), NOW)).isEqualTo(Turn.SINGLE);
    assertThat(Pace.next(300, 0, NOW.minusSeconds(60), NOW)).isEqualTo(Turn.BUNDLE);
  }

  @Test
  void anOutageOfFiveThousandMirrorsOverFiveMinutesIsAHandfulOfMessages() {
    int told = 0;
    int waiting = 0;
    int arrived = 0;
    List<Instant> singles = new ArrayList<>();
    Instant lastBundle = null;
    for (int second = 0; second < 600; second++) {
      Instant now = NOW.plusSeconds(second);
      int due = Math.min(5000, (second + 1) * 5000 / 300);
      waiting += due - arrived;
      arrived = due;
      Turn turn;
      do {
        Instant window = now.minus(Duration.ofMinutes(1));
        long lately = singles.stream().filter(at -> at.isAfter(window)).count();
        turn = Pace.next(waiting, lately, lastBundle, now);
        if (turn == Turn.SINGLE) {
          singles.add(now);
          told++;
          waiting--;
        } else if (turn == Turn.BUNDLE) {
          lastBundle = now;
          told += waiting;
          waiting = 0;
          singles.add(now);
        }
      } while (turn != Turn.WAIT && waiting > 0);
    }
    assertThat(told).isEqualTo(5000);
    assertThat(singles).hasSizeBetween(5, 30);
  }
}
