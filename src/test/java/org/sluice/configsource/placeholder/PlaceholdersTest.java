package org.sluice.configsource.placeholder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class PlaceholdersTest {

  private static final Map<String, Object> VALUES =
      Map.of(
          "a", "va",
          "va", "deep",
          "num", 5,
          "x:y", "colon",
          "open", "${nosuch}",
          "twice", "${a}${a}",
          "escaped", "\\${a}",
          "one", "${two}",
          "two", "${one}");

  private static Placeholders placeholders() {
    return new Placeholders(VALUES::get);
  }

  private static void assertRefused(FailureKind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class, refused -> assertThat(refused.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x ${a} y        | x va y
          ${${a}}         | deep
          ${x${a}:d1}     | d1
          ${x:${a}}       | va
          ${x:y:z}        | y:z
          ${x:y}          | colon
          ${x:}           | ''
          ${:d}           | d
          ${}             | ${}
          ${nosuch}       | ${nosuch}
          ${open}         | ${nosuch}
          ${num}${num}    | 55
          ${twice}        | vava
          $${a}           | $va
          {${a}}          | {va}
          ${x:{q}}        | {q}
          ${a             | ${a
          ${a}}           | va}
          #{a}            | #{a}
          \\${a}          | ${a}
          \\\\${a}        | ${a}
          ${ a }          | ${ a }
          """)
  void textIsResolvedLeniently(String text, String expected) {
    assertThat(placeholders().inText(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x ${a} y        | x va y
          ${ a }          | va
          ${nosuch}       | ${nosuch}
          ${nosuch:${a}}  | va
          \\${a}          | ${a}
          \\${a           | \\${a
          ${escaped}      | va
          """)
  void aValueIsResolvedWithBlanksAroundNames(String value, String expected) {
    assertThat(placeholders().inValue(value)).isEqualTo(expected);
  }

  @Test
  void aValueMayNotNameOneThatIsIncomplete() {
    assertRefused(FailureKind.INVALID, () -> placeholders().inValue("${open}"));
  }

  @Test
  void aCircleIsRefused() {
    assertRefused(FailureKind.INVALID, () -> placeholders().inText("${one}"));
    assertRefused(FailureKind.INVALID, () -> placeholders().inValue("${one:default}"));
  }

  @Test
  @Timeout(20)
  void whatBlowsUpIsStopped() {
    Map<String, Object> laughs = new HashMap<>(Map.of("a0", "ha"));
    Map<String, Object> silent = new HashMap<>(Map.of("a0", ""));
    for (int level = 1; level < 40; level++) {
      String ten = ("${a" + (level - 1) + "}").repeat(10);
      laughs.put("a" + level, ten);
      silent.put("a" + level, ten);
    }
    assertRefused(FailureKind.TOO_LARGE, () -> new Placeholders(laughs::get).inText("${a39}"));
    assertRefused(FailureKind.TOO_LARGE, () -> new Placeholders(silent::get).inText("${a39}"));
  }

  @Test
  void allOfAnAnswerCountsTogether() {
    Placeholders placeholders = new Placeholders(name -> "x".repeat(1 << 20));
    assertRefused(
        FailureKind.TOO_LARGE,
        () -> {
          for (int value = 0; value < 20; value++) {
            placeholders.inText("${a}");
          }
        });
  }

  @Test
  @Timeout(20)
  void textOfNothingButOpenBracesIsReadInOnePass() {
    String open = "${".repeat(2_000_000);
    assertThat(placeholders().inText(open)).isEqualTo(open);
    String nested = "${".repeat(10_000) + "}".repeat(10_000);
    assertThat(placeholders().inText(nested)).isNotNull();
  }
}
