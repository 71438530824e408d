package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
    "/ui/sign-out,OPEN",
    "/jakarta.faces.resource/app.css.xhtml,STATIC",
    "/ui/resources/app.css,STATIC",
    "/ui/jobs.xhtml,CONSOLE",
    "/,CONSOLE",
    "/jakarta.faces.push/jobs,CONSOLE",
  })
  void thePathDecides(String path, RequestKind kind) {
    assertThat(RequestKind.of(path, path)).isEqualTo(kind);
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
        "/ui/resources/../jobs.xhtml",
        "//config/shop/dev",
        "/ui/../config/shop/dev"
      })
  void whatIsNotNamedIsClosed(String path) {
    assertThat(RequestKind.of(path, path)).isEqualTo(RequestKind.CONSOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/../ui/jobs.xhtml",
        "/hooks/..",
        "/hooks/./x",
        "/hooks//ui/jobs.xhtml",
        "/hooks/..;/ui/jobs.xhtml",
        "/hooks/..%2fui/x",
        "/hooks/x%2F../x",
        "/config/shop/dev/..%2fsecret",
        "/config/shop/dev/main/..\\secret",
        "/config/shop/dev\u0000",
        "/config//shop/dev",
        "/git/../config/shop/dev"
      })
  void aDetourOfAProgramLeadsNowhere(String path) {
    assertThat(RequestKind.of(path, path)).isEqualTo(RequestKind.NOWHERE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/config/shop/dev/..%2fprod",
        "/config/shop/dev/main/%2E%2e%2Fprod",
        "/config/shop/x/../dev",
        "/config/shop/%2e/dev",
        "/config/shop/..;a=b/dev",
        "/config/shop/dev%5c..%5cprod",
        "/config/shop/dev/.."
      })
  void aDetourThatTheServerTookOutLeadsNowhere(String sent) {
    assertThat(RequestKind.of("/config/shop/prod", sent)).isEqualTo(RequestKind.NOWHERE);
  }

  @Test
  void aDetourOutOfAProgramLeadsNowhere() {
    assertThat(RequestKind.of("/etc/passwd", "/config/shop/dev/main/../../../../etc/passwd"))
        .isEqualTo(RequestKind.NOWHERE);
    assertThat(RequestKind.of("/ui/jobs.xhtml", "/config/shop/dev")).isEqualTo(RequestKind.CONSOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/config/shop/dev/release%2f1..2",
        "/config/shop/dev/main/.hidden",
        "/config/a..b/dev",
        "/config/shop/dev/main/x.%2fy"
      })
  void dotsWithinAPartAreNoDetour(String sent) {
    assertThat(RequestKind.of("/config/shop/prod", sent)).isEqualTo(RequestKind.PROGRAM);
  }
}
