package org.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides whether Sluice may connect to an address.
 *
 * <p>Refused is everything that is not ordinary unicast on the public internet, by the registries
 * of special addresses (RFC 6890 and what followed it), unless the allow list names the address by
 * a CIDR or the host by a glob. A decision only: it resolves and connects nothing.
 */
public final class AddressGuard {

  private static final Pattern IPV4 =
      Pattern.compile(
          "(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");
  // A last label that is a number makes browsers and C libraries read the host as an IPv4 address.
  private static final Pattern NUMERIC_END =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");
  private static final Pattern GLOB = Pattern.compile("[A-Za-z0-9_*.-]+");

  // In this order: the first that holds the address gives the reason.
  private static final List<Special> SPECIAL =
      List.of(
          special("169.254.169.254/32", "a cloud metadata address"),
          special("169.254.170.2/32", "a cloud metadata address"),
          special("100.100.100.200/32", "a cloud metadata address"),
          special("168.63.129.16/32", "a cloud metadata address"),
          special("fd00:ec2::254/128", "a cloud metadata address"),
          special("0.0.0.0/8", "an unspecified address"),
          special("10.0.0.0/8", "a private address"),
          special("100.64.0.0/10", "a carrier-grade NAT address"),
          special("127.0.0.0/8", "a loopback address"),
          special("169.254.0.0/16", "a link-local address"),
          special("172.16.0.0/12", "a private address"),
          special("192.0.0.0/24", "a reserved address"),
          special("192.0.2.0/24", "a documentation address"),
          special("192.88.99.0/24", "a 6to4 address"),
          special("192.168.0.0/16", "a private address"),
          special("198.18.0.0/15", "a benchmarking address"),
          special("198.51.100.0/24", "a documentation address"),
          special("203.0.113.0/24", "a documentation address"),
          special("224.0.0.0/4", "a multicast address"),
          special("255.255.255.255/32", "a broadcast address"),
          special("240.0.0.0/4", "a reserved address"),
          special("::/128", "an unspecified address"),
          special("::1/128", "a loopback address"),
          special("::ffff:0:0/96", "an IPv4-mapped address"),
          special("::/96", "an IPv4-compatible address"),
          special("64:ff9b::/96", "a NAT64 address"),
          special("64:ff9b:1::/48", "a NAT64 address"),
          special("2001::/32", "a Teredo address"),
          special("2001:2::/48", "a benchmarking address"),
          special("2001::/23", "a reserved address"),
          special("2001:db8::/32", "a documentation address"),
          special("2002::/16", "a 6to4 address"),
          special("3fff::/20", "a documentation address"),
          special("fc00::/7", "a unique local address"),
          special("fe80::/10", "a link-local address"),
          special("fec0::/10", "a site-local address"),
          special("ff00::/8", "a multicast address"));
  // IANA gives out global unicast from here only; the rest of the space is reserved.
  private static final Range GLOBAL_V6 = Range.parse("2000::/3");

  private final List<Range> ranges = new ArrayList<>();
  private final List<Pattern> hosts = new ArrayList<>();

  private AddressGuard() {}

  /**
   * A guard that lets through what the list names, besides public addresses.
   *
   * @param entries CIDRs ({@code 10.1.0.0/16}), addresses, or globs of host names ({@code
   *     *.corp.example}) in any case
   * @throws IllegalArgumentException if an entry is none of these
   */
  public static AddressGuard allowing(List<String> entries) {
    AddressGuard guard = new AddressGuard();
    for (String entry : entries) {
      if (entry.indexOf('/') >= 0 || entry.indexOf(':') >= 0 || IPV4.matcher(entry).matches()) {
        guard.ranges.add(Range.parse(entry));
      } else if (GLOB.matcher(entry).matches()) {
        guard.hosts.add(
            Pattern.compile(
                Pattern.quote(entry.toLowerCase(Locale.ROOT)).replace("*", "\\E.*\\Q")));
      } else {
        throw new IllegalArgumentException(
            "sluice.egress.allow: " + entry + " is no CIDR, address or host name");
      }
    }
    return guard;
  }

  /**
   * Whether the host may be resolved at all: a name, or an address in its plain form. Other
   * spellings of addresses ({@code 0x7f.1}, {@code 2130706433}, {@code 127.1}) are refused, since
   * readers differ on what they mean.
   *
   * @param host without brackets
   * @return what kind of host is refused; empty if it may be resolved
   */
  public static Optional<String> refusedSpelling(String host) {
    if (host.indexOf(':') >= 0) {
      return IPV6.matcher(host).matches()
          ? Optional.empty()
          : Optional.of("an address in an unusual spelling");
    }
    if (NUMERIC_END.matcher(host).matches() && !isPlainIpv4(host)) {
      return Optional.of("an address in an unusual spelling");
    }
    return Optional.empty();
  }

  /**
   * Decides on one address.
   *
   * @param host the name that was asked for, or the address itself
   * @param address one that the host resolved to
   * @return what kind of address is refused, such as {@code a loopback address}; empty if Sluice
   *     may connect
   */
  public Optional<String> refusal(String host, InetAddress address) {
    byte[] bytes = address.getAddress();
    if (ranges.stream().anyMatch(range -> range.holds(bytes))) {
      return Optional.empty();
    }
    String name = withoutRootDot(host.toLowerCase(Locale.ROOT));
    boolean literal = name.indexOf(':') >= 0 || NUMERIC_END.matcher(name).matches();
    if (!literal && hosts.stream().anyMatch(glob -> glob.matcher(name).matches())) {
      return Optional.empty();
    }
    for (Special special : SPECIAL) {
      if (special.range.holds(bytes)) {
        return Optional.of(special.reason);
      }
    }
    if (bytes.length == 16 && !GLOBAL_V6.holds(bytes)) {
      return Optional.of("a reserved address");
    }
    return Optional.empty();
  }

  private static String withoutRootDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static boolean isPlainIpv4(String host) {
    return IPV4.matcher(host).matches()
        && Arrays.stream(host.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255);
  }

  private static Special special(String cidr, String reason) {
    return new Special(Range.parse(cidr), reason);
  }

  private record Special(Range range, String reason) {}

  /** Addresses of one family that share their first bits. */
  private record Range(byte[] start, int bits) {

    static Range parse(String cidr) {
      int slash = cidr.indexOf('/');
      String literal = slash < 0 ? cidr : cidr.substring(0, slash);
      if (!isPlainIpv4(literal) && !IPV6.matcher(literal).matches()) {
        throw new IllegalArgumentException("sluice.egress.allow: " + cidr + " is no CIDR");
      }
      try {
        byte[] start = InetAddress.getByName(literal).getAddress();
        if (start.length == 4 && literal.indexOf(':') >= 0) {
          start = mapped(start);
        }
        int most = start.length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
        if (bits < 0 || bits > most) {
          throw new IllegalArgumentException("sluice.egress.allow: " + cidr + " is no CIDR");
        }
        return new Range(start, bits);
      } catch (UnknownHostException | NumberFormatException notOne) {
        throw new IllegalArgumentException("sluice.egress.allow: " + cidr + " is no CIDR", notOne);
      }
    }

    // Java reads an IPv4-mapped literal as the IPv4 address; here it must stay what was written.
    private static byte[] mapped(byte[] ipv4) {
      byte[] ipv6 = new byte[16];
      ipv6[10] = (byte) 0xff;
      ipv6[11] = (byte) 0xff;
      System.arraycopy(ipv4, 0, ipv6, 12, 4);
      return ipv6;
    }

    boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
        if (((address[bit / 8] ^ start[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
