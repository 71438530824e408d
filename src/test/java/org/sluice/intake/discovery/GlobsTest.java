package org.sluice.intake.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {

  @ParameterizedTest
  @CsvSource({
    "acme/app, acme/app, true",
    "Acme/APP, acme/app, true",
    "acme/*, acme/app, true",
    "acme/*, acme/sub/app, false",
    "acme/**, acme/sub/app, true",
    "**/app, acme/sub/app, true",
    "app, acme/app, true",
    "app, acme/apps, false",
    "app-*, acme/sub/app-x, true",
    "*, acme/app, true",
    "a*e/a*p, acme/app, true",
    "a.me/app, acme/app, false",
    "acme/a**p, acme/a/b/p, true",
    "acme, acme/app, false"
  })
  void aGlobChoosesWhatItMatches(String glob, String fullName, boolean chosen) {
    assertThat(new Globs(List.of(glob), List.of()).choose(fullName)).isEqualTo(chosen);
    assertThat(new Globs(List.of(), List.of(glob)).choose(fullName)).isEqualTo(!chosen);
  }

  @Test
  void withoutGlobsEverythingIsChosen() {
    assertThat(new Globs(List.of(), List.of()).choose("acme/app")).isTrue();
    assertThat(new Globs(List.of("acme/*"), List.of("old-*")).choose("acme/old-app")).isFalse();
  }

  @Test
  void starsTakeNoAges() {
    String stars = "*a".repeat(90) + "b";
    assertThat(new Globs(List.of(stars), List.of()).choose("x/" + "a".repeat(400))).isFalse();
  }

  @Test
  void globsAreFewAndShort() {
    assertThat(Globs.problem(List.of("a", "b/*"))).isEmpty();
    String words = "may be 100 globs of up to 200 characters";
    assertThat(Globs.problem(List.of(" "))).contains(words);
    assertThat(Globs.problem(List.of("x".repeat(201)))).contains(words);
    assertThat(Globs.problem(Collections.nCopies(101, "x"))).contains(words);
    assertThat(Globs.problem(Collections.singletonList(null))).contains(words);
  }
}
