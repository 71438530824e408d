package org.sluice.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class NameGlobTest {

  @ParameterizedTest
  @CsvSource({
    "shop,shop,true",
    "shop,Shop,false",
    "shop,shop-web,false",
    "shop-*,shop-web,true",
    "shop-*,shop-,true",
    "shop-*,shop,false",
    "*-web,shop-web,true",
    "*-web,shop-web-2,false",
    "*,anything.at+all@1_2,true",
    "**,a,true",
    "a*b*c,aXbXbXc,true",
    "a*b*c,acb,false",
    "*ab*ab,abab,true",
    "*aab,aaaab,true",
    "a.c,abc,false",
  })
  void aStarStandsForAnySignsOfTheName(String glob, String name, boolean matches) {
    assertThat(NameGlob.matches(glob, name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop,billing", "shop/web", "shop web", "shop\nweb", "größe", "*"})
  void whatIsNoNameMatchesNothing(String name) {
    assertThat(NameGlob.matches("*", name)).isFalse();
    assertThat(NameGlob.matches("shop*", name)).isFalse();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {" ", "a b", "a,b", "a/b", "a?", "[a]", "größe", "a\n"})
  void onlySignsOfNamesAndStarsMakeAPattern(String text) {
    assertThat(NameGlob.isOne(text)).isFalse();
  }

  @Test
  void aPatternIsOfNamesAndStars() {
    assertThat(NameGlob.isOne("Shop-*_1.+@")).isTrue();
    assertThat(NameGlob.isOne("*")).isTrue();
  }

  @Test
  void everyPatternMatchesWhatItsExpressionMatches() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      String glob = signs(random, "ab*", 8);
      String name = signs(random, "ab", 10);
      assertThat(NameGlob.matches(glob, name))
          .as("%s on %s", glob, name)
          .isEqualTo(Pattern.matches(glob.replace("*", ".*"), name));
    }
  }

  private static String signs(Random random, String of, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(most); left > 0; left--) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }
}
