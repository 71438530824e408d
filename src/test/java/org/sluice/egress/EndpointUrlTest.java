package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.failure.DomainException;

class EndpointUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org",
        "https://example.org/hook?key=a%20b&x=1",
        "https://example.org:8443/a/b",
        "HTTPS://EXAMPLE.ORG/",
        "https://[2001:db9::1]/hook"
      })
  void endpointsAreTakenAsTheyAre(String url) {
    assertThat(EndpointUrl.parse("url", "  " + url + " ", List.of("https")).toString())
        .isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org/,must begin with https://",
    "ftp://example.org/,must begin with https://",
    "file:///etc/passwd,must begin with https://",
    "example.org,must begin with https://",
    "https://user:pw@example.org/,must not hold a user or a password",
    "https:///path,must name a host",
    "https://example.org/#top,must not hold a fragment (#)",
    "https://example.org:0/,must have a port between 1 and 65535",
    "https://example.org:70000/,must have a port between 1 and 65535",
    "https://2130706433/,must not hold an address in an unusual spelling",
    "https://0x7f.1/,must name a host",
    "https://a b/,is not a URL such as https://host/path",
    "'',is required"
  })
  void whatNothingCanBePostedToIsRefused(String url, String message) {
    assertThatThrownBy(() -> EndpointUrl.parse("url", url, List.of("https", "ssh")))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.errors()).hasSize(1);
              assertThat(refused.errors().get(0).field()).isEqualTo("url");
              assertThat(refused.errors().get(0).message()).isEqualTo(message);
            });
  }

  @Test
  void plainHttpPassesOnlyWhereItIsAllowed() {
    String url = "http://example.org/hook";
    assertThat(EndpointUrl.parse("url", url, List.of("https", "http")).toString()).isEqualTo(url);
    assertThatThrownBy(() -> EndpointUrl.parse("url", "ftp://x/", List.of("https", "http")))
        .hasMessage("url: must begin with https:// or http://");
  }
}
