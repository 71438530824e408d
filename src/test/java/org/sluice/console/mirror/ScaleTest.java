package org.sluice.console.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScaleTest {

  private static final long[] ROUND = {1, 10, 100, 1000, 10_000, 60_000};

  @Test
  void aTenfoldIsAsHighAnywhere() {
    Scale scale = Scale.over(ROUND, 12, 900, 0, 100);
    assertThat(scale.ticks()).containsExactly(10L, 100L, 1000L);
    assertThat(scale.at(10)).isEqualTo(100);
    assertThat(scale.at(100)).isEqualTo(50);
    assertThat(scale.at(1000)).isEqualTo(0);
    assertThat(scale.at(31)).isBetween(75.0, 75.5);
  }

  @Test
  void oneValueAloneHasAScaleToo() {
    assertThat(Scale.over(ROUND, 10, 10, 0, 100).ticks()).containsExactly(10L, 100L);
    assertThat(Scale.over(ROUND, 60_000, 60_000, 0, 100).ticks()).containsExactly(10_000L, 60_000L);
    assertThat(Scale.over(ROUND, 1, 1, 0, 100).at(1)).isEqualTo(100);
  }

  @Test
  void whatIsBeyondStandsAtTheEnd() {
    Scale scale = Scale.over(ROUND, 20, 900_000, 10, 90);
    assertThat(scale.at(900_000)).isEqualTo(10);
    assertThat(scale.at(0)).isEqualTo(90);
  }

  @Test
  void noMoreIsWrittenThanThereIsRoomFor() {
    assertThat(Scale.over(ROUND, 1, 60_000, 0, 32).ticks()).containsExactly(1L, 100L, 10_000L);
  }
}
