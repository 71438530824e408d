package org.sluice.console.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.console.Language;
import org.sluice.forge.ForgeFailure;
import org.sluice.pullrequest.refresh.Standing;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;

class LightFaceTest {

  private final LightFace english = new LightFace(new Language(Locale.ENGLISH));
  private final LightFace spanish = new LightFace(new Language(Locale.forLanguageTag("es")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)//https://example.org",
        "data:text/html,x",
        "//example.org/a",
        "/ui/sign-out",
        "\nhttps://example.org"
      })
  void whatIsNoAddressOfTheWebIsNoLink(String address) {
    assertThat(english.link(address)).isNull();
  }

  @Test
  void anAddressOfTheWebIsALink() {
    assertThat(english.link("https://example.org/a/pull/1"))
        .isEqualTo("https://example.org/a/pull/1");
    assertThat(english.link("HTTP://127.0.0.1:1/a")).isEqualTo("HTTP://127.0.0.1:1/a");
    assertThat(english.link(null)).isNull();
  }

  @Test
  void onlyLightsThatSomethingHasAreCounted() {
    Map<Light, Long> counts = new EnumMap<>(Light.class);
    counts.put(Light.RED, 1284L);
    counts.put(Light.UNKNOWN, 0L);
    counts.put(Light.GREEN, 2L);
    assertThat(english.counts(counts)).isEqualTo("1,284 red, 2 green");
    assertThat(spanish.counts(counts)).isEqualTo("1.284 en rojo, 2 en verde");
  }

  @Test
  void partsOfTheBarFollowEachOtherAndFillIt() {
    List<LightFace.Part> parts =
        english.bar(Map.of(Light.RED, 1L, Light.YELLOW, 0L, Light.GREEN, 2L, Light.NONE, 1L));
    assertThat(parts)
        .extracting(LightFace.Part::light)
        .containsExactly(Light.RED, Light.GREEN, Light.NONE);
    assertThat(parts).extracting(LightFace.Part::from).containsExactly(0.0, 25.0, 75.0);
    assertThat(parts.stream().mapToDouble(LightFace.Part::width).sum())
        .isEqualTo(100, within(1e-9));
    assertThat(english.bar(Map.of())).isEmpty();
  }

  @Test
  void whatALookCouldNotReadIsNamed() {
    Standing standing = new Standing(0, null, null, List.of("checks", "reviews"));
    assertThat(english.missing(standing))
        .isEqualTo("The last refresh could not read: checks, reviews");
    assertThat(english.missing(Standing.NEW)).isNull();
    assertThat(english.failure(Standing.NEW)).isNull();
    assertThat(english.hint(Standing.NEW)).isNull();
  }

  @ParameterizedTest
  @EnumSource(ForgeFailure.Kind.class)
  void everyFailureOfAForgeIsSaidAndHelped(ForgeFailure.Kind kind) {
    Standing standing = new Standing(1, kind.name(), "detail", List.of());
    for (LightFace face : List.of(english, spanish)) {
      assertThat(face.failure(standing)).isNotEqualTo(kind.name());
      assertThat(face.hint(standing)).isNotBlank();
    }
  }

  @ParameterizedTest
  @EnumSource(HealthState.class)
  void everyStateOfHealthHasItsWordsAndTone(HealthState state) {
    assertThat(english.text(state)).doesNotContain("health.");
    assertThat(spanish.text(state)).doesNotContain("health.");
    assertThat(english.tone(state)).isIn("ok", "off", "warn", "bad");
  }

  @ParameterizedTest
  @EnumSource(Light.class)
  void everyLightHasItsWord(Light light) {
    assertThat(english.text(light)).doesNotContain("light.");
    assertThat(english.counts(Map.of(light, 1L))).doesNotContain("light.");
    assertThat(spanish.text(light)).doesNotContain("light.");
  }
}
