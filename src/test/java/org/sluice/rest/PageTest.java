package org.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

  private int counts;
  private Page.Total counted = Page.Total.exactly(77);

  private Page<String> page(int number, int found) {
    PageQuery query = new PageQuery(number, 10, List.of(), null, Map.of());
    return Page.of(
        query,
        Collections.nCopies(found, "entry"),
        () -> {
          counts++;
          return counted;
        });
  }

  private static void assertTotal(Page<?> page, int items, long total, boolean exact) {
    assertThat(page.items()).hasSize(items);
    assertThat(page.total()).isEqualTo(total);
    assertThat(page.totalIsExact()).isEqualTo(exact);
  }

  @Test
  void lastPageTellsTheTotalByItself() {
    assertTotal(page(1, 0), 0, 0, true);
    assertTotal(page(1, 4), 4, 4, true);
    assertTotal(page(1, 10), 10, 10, true);
    assertTotal(page(3, 4), 4, 24, true);
    assertTotal(page(1000, 10), 10, 10_000, true);
    assertThat(counts).isZero();
  }

  @Test
  void pageBeforeAnotherAndPageBehindTheLastAreCounted() {
    assertTotal(page(1, 11), 10, 77, true);
    assertTotal(page(20, 0), 0, 77, true);
    assertThat(counts).isEqualTo(2);
  }

  @Test
  void whatIsMoreThanIsCountedHasNoExactTotal() {
    counted = Page.Total.upTo(1001);
    assertTotal(page(1, 11), 10, 1000, false);
    assertTotal(page(100_000, 0), 0, 1000, false);
    assertThat(counts).isEqualTo(2);
  }

  @Test
  void whatWasCountedInPartIsNoLessThanWhatWasShown() {
    counted = Page.Total.atLeast(14);
    assertTotal(page(1, 11), 10, 14, false);
    assertTotal(page(3, 11), 10, 31, false);
    assertTotal(page(9, 0), 0, 14, false);
    assertTotal(page(2, 4), 4, 14, true);
  }

  @Test
  void pageThatLiesFartherThanIsCountedIsNotCounted() {
    assertTotal(page(100, 11), 10, 1001, false);
    assertTotal(page(500, 11), 10, 5001, false);
    assertThat(counts).isZero();
  }
}
