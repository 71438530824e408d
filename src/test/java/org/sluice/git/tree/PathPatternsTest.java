package org.sluice.git.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths patterns meet. */
class PathPatternsTest {

  @ParameterizedTest
  @CsvSource({
    "**, README.md, true",
    "**, a/b/c, true",
    "*.md, README.md, true",
    "*.md, docs/a.md, true",
    "*.md, docs/a.md.txt, false",
    "docs/, docs/b/c.md, true",
    "docs/, x/docs/y, true",
    "/docs, x/docs/y, false",
    "/docs, docs/y, true",
    "docs/*.md, docs/a.md, true",
    "docs/*.md, docs/b/c.md, false",
    "src/**/x, src/x, true",
    "src/**/x, src/a/b/x, true",
    "[ab]c, bc, true",
    "a b, a b, true",
    "ünü.*, ünü.md, true"
  })
  void aPatternMeetsWhatGitignoreWould(String pattern, String path, boolean meets) {
    assertThat(new PathPatterns(List.of(pattern)).meet(path)).isEqualTo(meets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "#note", "!docs"})
  void whatMeetsNothingOrTakesBackIsNoPattern(String text) {
    assertThat(PathPatterns.isPattern(text)).isFalse();
  }

  @Test
  void oneOfThemIsEnoughAndNoneMeetsNothing() {
    assertThat(new PathPatterns(List.of("x", "y")).meet("a/y")).isTrue();
    assertThat(new PathPatterns(List.of()).meet("a/y")).isFalse();
  }
}
