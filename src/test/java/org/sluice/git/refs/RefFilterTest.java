package org.sluice.git.refs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefFilterTest {

  @ParameterizedTest
  @CsvSource({
    "refs/heads/main, true",
    "refs/tags/v1, true",
    "refs/notes/commits, true",
    "refs/pull/1/head, false",
    "refs/merge-requests/1/head, false",
    "refs/sluice/kept/1/heads/main, false",
    "refs/sluice, false",
    "HEAD, false",
  })
  void withoutGlobsEverythingIsTakenButWhatForgesKeepForThemselves(String name, boolean taken) {
    assertThat(RefFilter.ALL.takes(name)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({
    "main, refs/heads/main, true",
    "main, refs/tags/main, true",
    "main, refs/heads/main2, false",
    "main, refs/notes/main, false",
    "release/*, refs/heads/release/1, true",
    "release/*, refs/heads/release/1/a, false",
    "release/**, refs/heads/release/1/a, true",
    "v?.0, refs/tags/v1.0, true",
    "v?.0, refs/tags/v10.0, false",
    "a.c, refs/heads/abc, false",
    "refs/heads/*, refs/tags/v1, false",
    "refs/**, refs/notes/x/y, true",
    "refs/**, refs/pull/1/head, false",
    "**, refs/heads/a/b, true",
  })
  void anIncludeGlobTakesWhatItMatches(String glob, String name, boolean taken) {
    assertThat(RefFilter.of(List.of(glob), List.of()).takes(name)).isEqualTo(taken);
  }

  @Test
  void hiddenRefsAreTakenOnlyWhereAGlobNamesTheirFolder() {
    RefFilter filter = RefFilter.of(List.of("refs/**", "refs/pull/*/head"), List.of());

    assertThat(filter.takes("refs/pull/7/head")).isTrue();
    assertThat(filter.takes("refs/pull/7/merge")).isFalse();
    assertThat(filter.takes("refs/merge-requests/7/head")).isFalse();
    assertThat(filter.takes("refs/heads/main")).isTrue();
  }

  @Test
  void whatAnExcludeGlobMatchesIsNotTaken() {
    RefFilter filter = RefFilter.of(List.of(), List.of("tmp/**", "refs/notes/**"));

    assertThat(filter.takes("refs/heads/tmp/a")).isFalse();
    assertThat(filter.takes("refs/notes/commits")).isFalse();
    assertThat(filter.takes("refs/heads/main")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a..b", "/a", "a//b", "a~1", "a:b", "refs/sluice/**"})
  void whatIsNoGlobOfRefNamesIsRefused(String glob) {
    assertThat(RefFilter.problem(glob)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "release/*", "refs/notes/**", "v?.*", "ünïcode"})
  void globsOfRefNamesAreAccepted(String glob) {
    assertThat(RefFilter.problem(glob)).isEmpty();
  }
}
