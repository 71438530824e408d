package org.sluice.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.forge.ForgeFailure.Kind;

class PartsTest {

  private final Parts<String> parts = new Parts<>();
  private int reads;

  private Part<String> fail(Kind kind) throws ForgeFailure {
    return parts.read(
        () -> {
          reads++;
          throw new ForgeFailure(kind, "no", null);
        });
  }

  private Part<String> succeed() throws ForgeFailure {
    return parts.read(
        () -> {
          reads++;
          return "yes";
        });
  }

  @Test
  void failureOfOneIsNotThatOfTheNext() throws ForgeFailure {
    assertThat(fail(Kind.MALFORMED).failure().kind()).isEqualTo(Kind.MALFORMED);
    assertThat(succeed().value()).isEqualTo("yes");
  }

  @ParameterizedTest
  @EnumSource(names = {"CANCELLED", "LIMITED", "AUTH"})
  void whatConcernsAllEndsThemAll(Kind kind) {
    assertThatThrownBy(() -> fail(kind)).isInstanceOf(ForgeFailure.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "TIMEOUT", "UNREACHABLE"})
  void forgeOutOfOrderIsAskedThreeTimes(Kind kind) throws ForgeFailure {
    for (int i = 0; i < 10; i++) {
      assertThat(fail(kind).failure().kind()).isEqualTo(kind);
    }
    assertThat(reads).isEqualTo(3);
    assertThat(succeed().isRead()).isFalse();
  }

  @Test
  void forgeThatAnswersInBetweenIsAskedOn() throws ForgeFailure {
    for (int i = 0; i < 5; i++) {
      fail(Kind.UNAVAILABLE);
      fail(Kind.UNAVAILABLE);
      succeed();
    }
    fail(Kind.UNAVAILABLE);
    fail(Kind.UNAVAILABLE);
    fail(Kind.NOT_FOUND);
    fail(Kind.UNAVAILABLE);
    assertThat(succeed().isRead()).isTrue();
    assertThat(reads).isEqualTo(20);
  }
}
