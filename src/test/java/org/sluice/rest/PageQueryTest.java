package org.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.failure.FieldError;

class PageQueryTest {

  private static PageQuery read(String... pairs) {
    MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      given.add(pairs[i], pairs[i + 1]);
    }
    return PageQuery.read(given, Set.of("name", "createdAt"), "-createdAt", Set.of("status"));
  }

  @Test
  void nothingAskedIsTheFirstPageInTheListsOwnOrder() {
    PageQuery query = read();
    assertThat(query.page()).isEqualTo(1);
    assertThat(query.size()).isEqualTo(50);
    assertThat(query.offset()).isZero();
    assertThat(query.sort()).containsExactly(new PageQuery.Sort("createdAt", true));
    assertThat(query.text()).isNull();
  }

  @Test
  void everythingAskedIsRead() {
    PageQuery query =
        read("page", "3", "size", "20", "sort", "name,-createdAt", "q", " a b ", "status", "X");
    assertThat(query.offset()).isEqualTo(40);
    assertThat(query.sort())
        .containsExactly(new PageQuery.Sort("name", false), new PageQuery.Sort("createdAt", true));
    assertThat(query.text()).isEqualTo("a b");
    assertThat(query.filter("status")).contains("X");
  }

  @ParameterizedTest
  @CsvSource({
    "page, 0",
    "page, -1",
    "page, x",
    "page, 99999999999",
    "size, 0",
    "size, 201",
    "size, 1.5",
    "sort, password",
    "sort, '-'",
    "color, red"
  })
  void whatIsOutOfRangeOrUnknownIsRefusedByName(String name, String value) {
    assertThatThrownBy(() -> read(name, value))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused.errors()).extracting(FieldError::field).containsExactly(name);
              assertThat(refused.getMessage()).doesNotContain(value + " ");
            });
  }

  @Test
  void aParameterMayBeGivenOnce() {
    assertThatThrownBy(() -> read("page", "1", "page", "2"))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("once");
  }

  @Test
  void aFilterOfAnEnumRefusesOtherWords() {
    PageQuery query = read("status", "NOT_FOUND");
    assertThat(query.filter("status", FailureKind.class)).contains(FailureKind.NOT_FOUND);
    assertThatThrownBy(() -> read("status", "nope").filter("status", FailureKind.class))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("must be one of INVALID");
  }

  @Test
  void theLastPageIsAtLeastTheFirst() {
    assertThat(new Page<>(java.util.List.of(), 1, 50, 0, true).lastPage()).isEqualTo(1);
    assertThat(new Page<>(java.util.List.of(), 1, 50, 50, true).lastPage()).isEqualTo(1);
    assertThat(new Page<>(java.util.List.of(), 1, 50, 51, true).lastPage()).isEqualTo(2);
  }
}
