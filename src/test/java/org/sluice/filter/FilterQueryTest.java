package org.sluice.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FilterQueryTest {

  @Test
  void whatNarrowsAndOrdersIsKeptAndThePageIsNot() {
    assertThat(FilterQuery.kept("?tag=a%2Fb&sort=-name&page=7&size=100"))
        .contains("tag=a%2Fb&sort=-name&size=100");
  }

  @Test
  void anEmptyValueFiltersNothing() {
    assertThat(FilterQuery.kept("forge=&light=RED&")).contains("light=RED");
    assertThat(FilterQuery.kept("")).contains("");
  }

  @Test
  void whatNoFormWritesIsRefused() {
    assertThat(FilterQuery.kept("light")).isEmpty();
    assertThat(FilterQuery.kept("a b=c")).isEmpty();
    assertThat(FilterQuery.kept("javascript:alert(1)")).isEmpty();
    assertThat(FilterQuery.kept("q=%0A")).isEmpty();
    assertThat(FilterQuery.kept("q=%zz")).isEmpty();
  }

  @Test
  void itsSizeIsBounded() {
    assertThat(FilterQuery.kept("q=" + "a".repeat(FilterQuery.MOST - 2))).isPresent();
    assertThat(FilterQuery.kept("q=" + "a".repeat(FilterQuery.MOST - 1))).isEmpty();
    assertThat(FilterQuery.kept("q=" + "é".repeat(400))).isEmpty();
    String many =
        IntStream.range(0, 21)
            .mapToObj(i -> "k" + "a".repeat(i) + "=1")
            .collect(Collectors.joining("&"));
    assertThat(FilterQuery.kept(many)).isEmpty();
  }
}
