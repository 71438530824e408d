package org.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

  private int counts;

  private Page<String> page(int number, int found) {
    PageQuery query = new PageQuery(number, 10, List.of(), null, Map.of());
    return Page.of(
        query,
        Collections.nCopies(found, "entry"),
        () -> {
          counts++;
          return 77;
        });
  }

  @Test
  void lastPageTellsTheTotalByItself() {
    assertThat(page(1, 0).total()).isZero();
    assertThat(page(1, 4).total()).isEqualTo(4);
    assertThat(page(3, 4).total()).isEqualTo(24);
    assertThat(counts).isZero();
  }

  @Test
  void fullPageAndPageBehindTheLastAreCounted() {
    assertThat(page(1, 10).total()).isEqualTo(77);
    assertThat(page(20, 0).total()).isEqualTo(77);
    assertThat(counts).isEqualTo(2);
  }
}
