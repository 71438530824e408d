package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKindTest {

  @ParameterizedTest
  @CsvSource({
    "/api/v1/me,PROGRAM",
    "/metrics,PROGRAM",
    "/config/shop/dev,PROGRAM",
    "/git/team/app.git/info/refs,PROGRAM",
    "/hooks/github,PROGRAM",
    "/config/shop/dev/release%2f1..2/.hidden/a;b.yml,PROGRAM",
    "/health/ready,OPEN",
    "/openapi,OPEN",
    "/ui/sign-in.xhtml,OPEN",
    "/jakarta.faces.resource/app.css.xhtml,STATIC",
    "/ui/resources/app.css,STATIC",
    "/ui/jobs.xhtml,CONSOLE",
    "/,CONSOLE",
    "/jakarta.faces.push/jobs,CONSOLE",
  })
  void thePathDecides(String path, RequestKind kind) {
    assertThat(RequestKind.of(path)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/apis",
        "/configuration",
        "/healthy",
        "/ui/sign-in.xhtmlx",
        "/API/v1/me",
        "/api/../ui/jobs.xhtml",
        "/hooks/..",
        "/hooks/./x",
        "/hooks//ui/jobs.xhtml",
        "/hooks/..;/ui/jobs.xhtml",
        "/ui/resources/../jobs.xhtml",
        "/hooks/..%2fui/x",
        "/hooks/x%2F../x"
      })
  void whatIsNotNamedIsClosed(String path) {
    assertThat(RequestKind.of(path)).isEqualTo(RequestKind.CONSOLE);
  }
}
