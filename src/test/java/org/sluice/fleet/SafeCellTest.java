package org.sluice.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeCellTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"=1+1", "+1", "-x", "@SUM(1)", "\tx", "\rx", "\nx", "'=1", "''-x", "=\n1"})
  void whatASpreadsheetWouldRunIsMadeHarmlessAndComesBack(String value) {
    String guarded = SafeCell.guarded(value);
    assertThat(guarded).isEqualTo("'" + value);
    assertThat(SafeCell.plain(guarded)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "x=1", "'x", "'", "https://a.org/-x", "PT1H"})
  void anythingElseStaysAsItIs(String value) {
    assertThat(SafeCell.guarded(value)).isEqualTo(value);
    assertThat(SafeCell.plain(value)).isEqualTo(value);
  }
}
