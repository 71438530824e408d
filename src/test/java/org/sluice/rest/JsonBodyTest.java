package org.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

class JsonBodyTest {

  record Sample(
      String text, Integer number, Boolean flag, FailureKind kind, UUID id, List<String> many) {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Sample read(String json) throws IOException {
    return (Sample)
        new JsonBody()
            .readFrom(
                (Class) Sample.class,
                Sample.class,
                null,
                MediaType.APPLICATION_JSON_TYPE,
                null,
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aFittingBodyIsRead() throws IOException {
    Sample read = read("{\"text\":\"a\",\"number\":5,\"flag\":true,\"kind\":\"STALE\"}");
    assertThat(read).isEqualTo(new Sample("a", 5, true, FailureKind.STALE, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":5}                | text    | must be text",
        "{\"text\":true}             | text    | must be text",
        "{\"number\":\"5\"}          | number  | must be a whole number",
        "{\"number\":5.5}            | number  | must be a whole number",
        "{\"number\":99999999999}    | number  | must be a whole number",
        "{\"flag\":\"yes\"}          | flag    | must be true or false",
        "{\"flag\":1}                | flag    | must be true or false",
        "{\"kind\":\"secret-word\"}  | kind    | must be one of INVALID",
        "{\"kind\":3}                | kind    | must be",
        "{\"id\":\"x\"}              | id      | must be a UUID",
        "{\"many\":\"x\"}            | many    | must be a list",
        "{\"many\":[1]}              | many[0] | must be text",
        "{\"other\":1}               | other   | is not a field of this request",
        "{\"text\":\"a\",\"text\":1} | body    | is not JSON",
        "{\"text\":                  | body    | is not JSON",
        "rubbish                     | body    | is not JSON",
        "[]                          | body    | must be an object",
        "null                        | body    | a JSON object is expected",
        "{} {}                       | body    | must be"
      })
  void aBodyThatDoesNotFitIsRefusedWithTheField(String json, String field, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.INVALID);
              assertThat(refused.errors()).hasSize(1);
              assertThat(refused.errors().get(0).field()).isEqualTo(field);
              assertThat(refused.errors().get(0).message()).contains(message);
              assertThat(refused.getMessage()).doesNotContain("secret-word");
            });
  }

  @Test
  void aBodyThatIsTooLongOrTooDeepIsRefused() {
    assertThatThrownBy(() -> read("{\"text\":\"" + "a".repeat(JsonBody.MAX_BODY) + "\"}"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.TOO_LARGE));
    assertThatThrownBy(() -> read("{\"many\":" + "[".repeat(50) + "]".repeat(50) + "}"))
        .isInstanceOf(DomainException.class);
  }
}
