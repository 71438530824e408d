package org.sluice.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.platform.network.Client;

class SameOriginTest {

  private static boolean permits(String method, Map<String, String> headers) {
    return SameOrigin.permits(request(method, headers, Map.of()));
  }

  private static HttpServletRequest request(
      String method, Map<String, String> headers, Map<String, String[]> parameters) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SameOriginTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getHeader" -> headers.get(arguments[0]);
                  case "getParameterMap" -> parameters;
                  case "getAttribute" ->
                      new Client(
                          "127.0.0.1", headers.getOrDefault("scheme", "http"), headers.get("Host"));
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  @Test
  void aLinkThatBringsAViewStateIsNotPermitted() {
    Map<String, String[]> forged = Map.of("jakarta.faces.ViewState", new String[] {"0:0"});
    assertThat(SameOrigin.permits(request("GET", Map.of("Sec-Fetch-Site", "none"), forged)))
        .isFalse();
    assertThat(SameOrigin.permits(request("GET", Map.of(), Map.of("q", new String[] {"x"}))))
        .isTrue();
  }

  @Test
  void aProgramIsBelievedUnlessItIsABrowserOnAnotherSite() {
    assertThat(SameOrigin.permitsProgram(request("POST", Map.of(), Map.of()))).isTrue();
    assertThat(
            SameOrigin.permitsProgram(
                request("POST", Map.of("Sec-Fetch-Site", "cross-site"), Map.of())))
        .isFalse();
    assertThat(
            SameOrigin.permitsProgram(
                request(
                    "DELETE",
                    Map.of("Origin", "http://evil.example", "Host", "sluice.example"),
                    Map.of())))
        .isFalse();
    assertThat(
            SameOrigin.permitsProgram(
                request("GET", Map.of("Sec-Fetch-Site", "cross-site"), Map.of())))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void lookingIsPermittedFromAnywhere(String method) {
    assertThat(permits(method, Map.of("Sec-Fetch-Site", "cross-site"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "same-origin,true",
    "none,true",
    "same-site,false",
    "cross-site,false",
    "rubbish,false"
  })
  void whatTheBrowserSaysOfTheSiteDecides(String site, boolean permitted) {
    assertThat(permits("POST", Map.of("Sec-Fetch-Site", site, "Host", "sluice.example")))
        .isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({
    "http://sluice.example,sluice.example,true",
    "http://sluice.example:80,sluice.example,true",
    "https://sluice.example,sluice.example:443,true",
    "http://Sluice.Example:8080,sluice.example:8080,true",
    "https://sluice.example,sluice.example,true",
    "http://sluice.example:8081,sluice.example:8080,false",
    "http://sluice.example:8080,sluice.example,false",
    "http://evil.example,sluice.example,false",
    "http://sluice.example.evil.example,sluice.example,false",
    "null,sluice.example,false",
    "http://[bad,sluice.example,false",
  })
  void withoutThatTheOriginDecides(String origin, String host, boolean permitted) {
    assertThat(permits("POST", Map.of("Origin", origin, "Host", host))).isEqualTo(permitted);
  }

  @Test
  void aPageInTheClearIsNotOursWhereTheRequestIsOnTls() {
    Map<String, String> secured =
        Map.of("scheme", "https", "Origin", "http://sluice.example", "Host", "sluice.example");
    assertThat(permits("POST", secured)).isFalse();
    Map<String, String> ours =
        Map.of("scheme", "https", "Origin", "https://sluice.example", "Host", "sluice.example");
    assertThat(permits("POST", ours)).isTrue();
  }

  @Test
  void aChangeThatSaysNothingOfItsOriginIsRefused() {
    assertThat(permits("POST", Map.of("Host", "sluice.example"))).isFalse();
    assertThat(permits("DELETE", Map.of("Origin", "http://sluice.example"))).isFalse();
  }

  @Test
  void aWebSocketIsHeldToTheOriginThoughItIsAGet() {
    assertThat(
            permits(
                "GET",
                Map.of("Upgrade", "websocket", "Origin", "http://evil.example", "Host", "sluice")))
        .isFalse();
    assertThat(
            permits(
                "GET", Map.of("Upgrade", "websocket", "Origin", "http://sluice", "Host", "sluice")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "",
        "ui",
        "/a b",
        "/a\n",
        "/ui/sign-in.xhtml?next=/",
        "javascript:alert(1)"
      })
  void theSignInLeadsNowhereElse(String next) {
    assertThat(SignIn.localPath(next)).isEmpty();
  }

  @Test
  void theSignInLeadsBackToAPage() {
    assertThat(SignIn.localPath("/ui/jobs.xhtml?status=FAILED&page=2"))
        .contains("/ui/jobs.xhtml?status=FAILED&page=2");
    assertThat(SignIn.localPath(null)).isEmpty();
    assertThat(SignIn.localPath("/" + "a".repeat(3000))).isEmpty();
  }
}
