package org.sluice.platform.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

  private static final String FOR = "X-Forwarded-For";
  private static final Client PROXY = new Client("10.0.0.7", "http", "inner:8080");

  private final Proxies proxies = new Proxies(List.of("10.0.0.0/8", "2001:db8::/32"));

  private Client client(String... headers) {
    Map<String, String> sent = new HashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      sent.put(headers[i], headers[i + 1]);
    }
    return proxies.client(
        PROXY, name -> sent.containsKey(name) ? List.of(sent.get(name)) : List.of());
  }

  @Test
  void whoIsNoTrustedProxyIsNotBelieved() {
    Client stranger = new Client("192.0.2.1", "http", "sluice.example");
    assertThat(proxies.client(stranger, name -> List.of("for=1.2.3.4;proto=https")))
        .isSameAs(stranger);
  }

  @Test
  void aProxyThatSaysNothingIsTheClient() {
    assertThat(client()).isEqualTo(PROXY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1|192.0.2.1",
        "6.6.6.6, 192.0.2.1|192.0.2.1",
        "6.6.6.6, 192.0.2.1, 10.0.0.9|192.0.2.1",
        "6.6.6.6, 192.0.2.1:4711 , 10.0.0.9|192.0.2.1",
        "10.1.1.1, 10.0.0.9|10.1.1.1",
        "2001:db9::1, 2001:db8::5|2001:db9:0:0:0:0:0:1",
        "[2001:db9::1]:443|2001:db9:0:0:0:0:0:1",
        "rubbish, 10.0.0.9|10.0.0.9",
        "192.0.2.1, rubbish|10.0.0.7",
        "192.0.2.1, localhost|10.0.0.7",
        "192.0.2.300|10.0.0.7",
      })
  void theLastAddressThatIsNoTrustedProxyIsTheClient(String header, String client) {
    assertThat(client(FOR, header).address()).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.1|192.0.2.1",
        "For=\"[2001:db9::1]:4711\"|2001:db9:0:0:0:0:0:1",
        "for=6.6.6.6, for=192.0.2.1;proto=https;by=10.0.0.9, for=10.0.0.9|192.0.2.1",
        "for=6.6.6.6, for=unknown|10.0.0.7",
        "for=6.6.6.6, for=_hidden, for=10.0.0.9|10.0.0.9",
        "for=192.0.2.1, for=\"10.0.0.9|10.0.0.7",
        "for=192.0.2.1, for=a b|10.0.0.7",
        "for=192.0.2.1;|192.0.2.1",
        "for=\"x, for=6.6.6.6\", for=192.0.2.1|192.0.2.1",
      })
  void theStandardHeaderIsReadFromItsEndToo(String header, String client) {
    assertThat(client("Forwarded", header).address()).isEqualTo(client);
  }

  @Test
  void severalFieldsOfOneNameAreOneList() {
    Client found =
        proxies.client(
            PROXY,
            name -> name.equals(FOR) ? List.of("6.6.6.6, 192.0.2.1", "10.0.0.9") : List.of());
    assertThat(found.address()).isEqualTo("192.0.2.1");
  }

  @Test
  void theProxyThatSawTheClientTellsSchemeAndHost() {
    assertThat(
            client(
                "Forwarded",
                "for=6.6.6.6;proto=http;host=evil.example,"
                    + " for=192.0.2.1;proto=HTTPS;host=\"sluice.example:8443\","
                    + " for=10.0.0.9;proto=http;host=inner"))
        .isEqualTo(new Client("192.0.2.1", "https", "sluice.example:8443"));
    assertThat(
            client(
                FOR,
                "192.0.2.1, 10.0.0.9",
                "X-Forwarded-Proto",
                "https, http",
                "X-Forwarded-Host",
                "sluice.example"))
        .isEqualTo(new Client("192.0.2.1", "https", "sluice.example"));
    assertThat(client("X-Forwarded-Proto", "https").secure()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example/path", "user@evil.example", "a b", "h:port", "[::1"})
  void aHostThatIsNoneIsNotTaken(String host) {
    assertThat(client(FOR, "192.0.2.1", "X-Forwarded-Host", host, "X-Forwarded-Proto", "gopher"))
        .isEqualTo(new Client("192.0.2.1", "http", "inner:8080"));
  }

  @Test
  void headersThatNameDifferentClientsAreNotBelieved() {
    assertThat(client("Forwarded", "for=6.6.6.6;proto=https", FOR, "192.0.2.1")).isEqualTo(PROXY);
    assertThat(client("Forwarded", "for=192.0.2.1", FOR, "192.0.2.1").address())
        .isEqualTo("192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0", ""})
  void whatIsNoNetworkIsRefused(String entry) {
    assertThatThrownBy(() -> new Proxies(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,192.0.2.1",
    "2001:db9::1,2001:db9:0:0:0:0:0:0/64",
    "2001:db9:0:0:ffff::2%eth0,2001:db9:0:0:0:0:0:0/64",
    "2001:db9:0:1::1,2001:db9:0:1:0:0:0:0/64",
    "unreadable,unreadable",
  })
  void aCustomerIsAnAddressOrTheFirstHalfOfOne(String address, String customer) {
    assertThat(Network.customer(address)).isEqualTo(customer);
  }
}
