package org.sluice.configsource.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileExpressionTest {

  private static boolean fits(String expression) {
    return ProfileExpression.fits(expression, Set.of("dev", "eu")::contains);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dev                   | true
          prod                  | false
          !prod                 | true
          !dev                  | false
          dev & eu              | true
          dev & us              | false
          (dev & us) & eu      | false
          !(dev & us)           | true
          !(dev & eu)           | false
          (dev & us) & !prod    | false
          ((dev))               | true
          dev eu                | false
          """)
  void anExpressionFitsOrDoesNot(String expression, boolean expected) {
    assertThat(fits(expression)).isEqualTo(expected);
  }

  @Test
  void oneOfSeveralIsEnough() {
    assertThat(fits("prod | us | eu")).isTrue();
    assertThat(fits("(dev & us) | (dev & eu)")).isTrue();
    assertThat(fits("prod | us")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a & b | c", "(a", "a)", "()", "!", "&", "a & (b", "!)"})
  void whatIsNoExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> fits(expression)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nestingEnds() {
    assertThatThrownBy(() -> fits("(".repeat(900) + "a" + ")".repeat(900)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
