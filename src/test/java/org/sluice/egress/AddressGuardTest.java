package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses Sluice connects to; decided without connecting. */
class AddressGuardTest {

  private static final AddressGuard CLOSED = AddressGuard.allowing(List.of());

  // The bytes as they are: Java would turn an IPv4-mapped literal into an IPv4 address.
  private static InetAddress address(String literal) throws UnknownHostException {
    if (literal.startsWith("::ffff:")) {
      byte[] bytes = new byte[16];
      bytes[10] = (byte) 0xff;
      bytes[11] = (byte) 0xff;
      System.arraycopy(InetAddress.getByName(literal.substring(7)).getAddress(), 0, bytes, 12, 4);
      return Inet6Address.getByAddress(null, bytes, -1);
    }
    return InetAddress.getByName(literal);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0.0.0.0, an unspecified address",
    "0.255.255.255, an unspecified address",
    "10.0.0.0, a private address",
    "10.255.255.255, a private address",
    "100.64.0.0, a carrier-grade NAT address",
    "100.127.255.255, a carrier-grade NAT address",
    "100.100.100.200, a cloud metadata address",
    "127.0.0.0, a loopback address",
    "127.0.0.1, a loopback address",
    "127.255.255.255, a loopback address",
    "168.63.129.16, a cloud metadata address",
    "169.254.0.0, a link-local address",
    "169.254.169.254, a cloud metadata address",
    "169.254.170.2, a cloud metadata address",
    "169.254.255.255, a link-local address",
    "172.16.0.0, a private address",
    "172.31.255.255, a private address",
    "192.0.0.0, a reserved address",
    "192.0.0.255, a reserved address",
    "192.0.2.0, a documentation address",
    "192.0.2.255, a documentation address",
    "192.88.99.1, a 6to4 address",
    "192.168.0.0, a private address",
    "192.168.255.255, a private address",
    "198.18.0.0, a benchmarking address",
    "198.19.255.255, a benchmarking address",
    "198.51.100.7, a documentation address",
    "203.0.113.7, a documentation address",
    "224.0.0.0, a multicast address",
    "239.255.255.255, a multicast address",
    "240.0.0.0, a reserved address",
    "255.255.255.254, a reserved address",
    "255.255.255.255, a broadcast address",
    "::, an unspecified address",
    "::1, a loopback address",
    "::2, an IPv4-compatible address",
    "::7f00:1, an IPv4-compatible address",
    "::808:808, an IPv4-compatible address",
    "::ffff:127.0.0.1, an IPv4-mapped address",
    "::ffff:8.8.8.8, an IPv4-mapped address",
    "64:ff9b::7f00:1, a NAT64 address",
    "64:ff9b::808:808, a NAT64 address",
    "64:ff9b:1::1, a NAT64 address",
    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff, a NAT64 address",
    "100::1, a reserved address",
    "2001::1, a Teredo address",
    "2001:0:ffff:ffff:ffff:ffff:ffff:ffff, a Teredo address",
    "2001:2::1, a benchmarking address",
    "2001:10::1, a reserved address",
    "2001:1ff:ffff::1, a reserved address",
    "2001:db8::1, a documentation address",
    "2002:7f00:1::1, a 6to4 address",
    "2002:808:808::1, a 6to4 address",
    "3fff::1, a documentation address",
    "3fff:fff:ffff::1, a documentation address",
    "4000::1, a reserved address",
    "5f00::1, a reserved address",
    "fc00::1, a unique local address",
    "fd00:ec2::254, a cloud metadata address",
    "fdff:ffff::1, a unique local address",
    "fe80::1, a link-local address",
    "febf::1, a link-local address",
    "fec0::1, a site-local address",
    "feff::1, a site-local address",
    "ff02::1, a multicast address",
    "ffff::1, a multicast address"
  })
  void specialAddressIsRefused(String literal, String reason) throws Exception {
    assertThat(CLOSED.refusal("host.example", address(literal))).contains(reason);
    assertThat(CLOSED.refusal(literal, address(literal))).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::1",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1",
        "2a00:1450::1",
        "3ffe:ffff::1",
        "3fff:1000::1"
      })
  void publicAddressIsAllowed(String literal) throws Exception {
    assertThat(CLOSED.refusal("host.example", address(literal))).isEmpty();
  }

  @ParameterizedTest(name = "{0} lets {2} of {1} through: {3}")
  @CsvSource({
    "127.0.0.1/32, x.example, 127.0.0.1, true",
    "127.0.0.1, x.example, 127.0.0.1, true",
    "127.0.0.1/32, x.example, 127.0.0.2, false",
    "127.0.0.0/8, x.example, 127.9.9.9, true",
    "10.1.0.0/16, x.example, 10.1.255.255, true",
    "10.1.0.0/16, x.example, 10.2.0.0, false",
    "10.1.2.0/23, x.example, 10.1.3.255, true",
    "10.1.2.0/23, x.example, 10.1.4.0, false",
    "0.0.0.0/0, x.example, 10.1.4.0, true",
    "0.0.0.0/0, x.example, ::1, false",
    "::1/128, x.example, ::1, true",
    "::1, x.example, ::1, true",
    "fd00:1::/32, x.example, fd00:1:2::3, true",
    "fd00:1::/32, x.example, fd00:2::3, false",
    "127.0.0.1/32, x.example, ::ffff:127.0.0.1, false",
    "::ffff:127.0.0.1/128, x.example, ::ffff:127.0.0.1, true",
    "::ffff:127.0.0.1/128, x.example, 127.0.0.1, false",
    "git.corp.example, git.corp.example, 10.0.0.1, true",
    "git.corp.example, GIT.Corp.Example, 10.0.0.1, true",
    "git.corp.example, git.corp.example., 10.0.0.1, true",
    "git.corp.example, gitxcorp.example, 10.0.0.1, false",
    "git.corp.example, evil-git.corp.example, 10.0.0.1, false",
    "git.corp.example, git.corp.example.evil, 10.0.0.1, false",
    "*.corp.example, a.b.corp.example, 10.0.0.1, true",
    "*.corp.example, corp.example, 10.0.0.1, false",
    "*.Corp.example, git.corp.example, 10.0.0.1, true",
    "*, localhost, 127.0.0.1, true",
    "*, 127.0.0.1, 127.0.0.1, false",
    "*, ::1, ::1, false"
  })
  void allowListNamesAddressesAndHosts(String entry, String host, String literal, boolean through)
      throws Exception {
    AddressGuard guard = AddressGuard.allowing(List.of(entry));
    assertThat(guard.refusal(host, address(literal)).isEmpty()).isEqualTo(through);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0.0/",
        "::/129",
        "300.0.0.1/8",
        "host/8",
        "1.2.3/8",
        "a b",
        "http://host",
        "host:80",
        "",
        "fe80::1%lo/64"
      })
  void entryThatIsNeitherIsRefused(String entry) {
    assertThatThrownBy(() -> AddressGuard.allowing(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sluice.egress.allow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "127.0.0.01",
        "127.0.0.1.", "0", "1.2.3.4.5", "256.0.0.1", "127.0.0.0x1", "host.example.0x7f", "1.",
        "fe80::1%lo", "::1%1", "[::1]", "::ffff:127.0.0.1%x"
      })
  void obfuscatedAddressIsRefused(String host) {
    assertThat(AddressGuard.refusedSpelling(host)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1", "8.8.8.8", "::1", "::ffff:127.0.0.1", "2001:db8::1", "localhost",
        "git.example", "git.example.", "1host.example", "0x7f.example", "a1", "x.y1"
      })
  void plainHostMayBeResolved(String host) {
    assertThat(AddressGuard.refusedSpelling(host)).isEmpty();
  }

  @Test
  void refusalNamesTheHostAndTheSetting() {
    AddressRefused refused = new AddressRefused("git.example", "a private address");
    assertThat(refused).hasMessageContainingAll("git.example", "private", "sluice.egress.allow");
    assertThat(refused.host()).isEqualTo("git.example");
  }
}
