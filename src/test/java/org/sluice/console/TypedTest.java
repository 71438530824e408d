package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How what people type is taken apart. */
class TypedTest {

  @Test
  void whatIsBlankIsNoPart() {
    assertThat(Typed.lines(" a b \n\n\r\n c\n")).containsExactly("a b", "c");
    assertThat(Typed.phrases(", two words,, one ,")).containsExactly("two words", "one");
    assertThat(Typed.words(" shop;\ttill-*,, shop\n")).containsExactly("shop", "till-*", "shop");
  }

  @Test
  void nothingHasNoParts() {
    assertThat(Typed.lines(null)).isEmpty();
    assertThat(Typed.phrases(" ")).isEmpty();
    assertThat(Typed.words("")).isEmpty();
  }

  @Test
  void whatIsNoNumberIsOutOfEveryRange() {
    assertThat(Typed.number(" 12 ")).isEqualTo(12);
    assertThat(Typed.number(" ")).isNull();
    assertThat(Typed.number(null)).isNull();
    assertThat(Typed.number("first")).isNegative();
    assertThat(Typed.number("99999999999")).isNegative();
  }
}
