package org.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;

class NameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "team", "A.b_c-9", "git", "x.github", "-", "_x", "a.", "lock"})
  void ordinaryNamesPass(String name) {
    assertThat(Name.problem(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".hidden", "..", "a..b", "x.git", "x.GIT", "x.lock", "x.Lock", "a/b", "a b", "ä", "a\n",
        "a%2f", "\u0000", "a\\b", "~a"
      })
  void oddNamesAreRefused(String name) {
    assertThatThrownBy(() -> Name.require("name", name))
        .isInstanceOf(DomainException.class)
        .hasMessageStartingWith("name: ");
  }

  @Test
  void aNameHasAtMostAHundredCharacters() {
    assertThat(Name.problem("a".repeat(100))).isEmpty();
    assertThat(Name.problem("a".repeat(101))).isPresent();
    assertThat(Name.problem(null)).isPresent();
  }

  @Test
  void namesThatDifferInCaseOnlyAreTheSame() {
    assertThat(Name.key("TITLE-I")).isEqualTo(Name.key("title-i"));
  }
}
