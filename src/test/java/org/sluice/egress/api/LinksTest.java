package org.sluice.egress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The field Link. */
class LinksTest {

  private static Optional<String> next(String... fields) throws AnswerUnusable {
    return Links.of(
            new ApiAnswer(
                URI.create("https://api.example/v1/list?a=b"),
                null,
                200,
                Map.of("link", List.of(fields)),
                new byte[0],
                false))
        .to("next");
  }

  @Test
  void theNextPageIsWhereTheRelationSays() throws Exception {
    assertThat(
            next(
                "<https://api.example/v1/list?page=1>; rel=\"prev\","
                    + " <https://api.example/v1/list?page=3>; rel=\"next\""))
        .contains("https://api.example/v1/list?page=3");
    assertThat(next("<https://api.example/v1/list?page=1>; rel=\"prev\"")).isEmpty();
    assertThat(next()).isEmpty();
  }

  @Test
  void anAddressMayHoldCommasAndSemicolons() throws Exception {
    assertThat(next("<https://api.example/v1/list?ids=1,2;3&page=2>;rel=next"))
        .contains("https://api.example/v1/list?ids=1,2;3&page=2");
  }

  @Test
  void parametersComeInAnyOrderCaseAndForm() throws Exception {
    assertThat(next("<?page=2> ; title=\"a \\\"b\\\", c; rel=prev\" ; REL = \"last Next\""))
        .contains("https://api.example/v1/list?page=2");
    assertThat(next("<a>;rel=prev;rel=next")).isEmpty();
    assertThat(next("<a>;x;rel=next")).contains("https://api.example/v1/a");
  }

  @Test
  void aLinkOfSomethingElseIsNotTheAnswers() throws Exception {
    assertThat(next("<https://api.example/other>; rel=next; anchor=\"#foo\"")).isEmpty();
  }

  @Test
  void aQueryAloneIsOfTheSamePath() throws Exception {
    assertThat(next("<?page=2>; rel=next")).contains("https://api.example/v1/list?page=2");
    assertThat(next("<>; rel=next")).contains("https://api.example/v1/list?a=b");
    assertThat(next("<other?x>; rel=next")).contains("https://api.example/v1/other?x");
    assertThat(next("</x>; rel=next")).contains("https://api.example/x");
  }

  @Test
  void severalFieldsAreOneList() throws Exception {
    assertThat(next("<a>; rel=first", ", ,<b>; rel=next,")).contains("https://api.example/v1/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.example/2; rel=next",
        "<https://api.example/2; rel=next",
        "<a>; rel=\"next",
        "<a>; rel=next <b>",
        "<a>; rel=next, <b>; rel=next",
        "<a b>; rel=next"
      })
  void whatCannotBeReadIsAnErrorAndNoEnd(String field) {
    assertThatThrownBy(() -> next(field)).isInstanceOf(AnswerUnusable.class);
  }
}
