package org.sluice.platform.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses of one family that share their first bits.
 *
 * @param start the first of them
 * @param bits number of bits that they share
 */
public record Network(InetAddress start, int bits) {

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** What an Internet provider gives one customer at least, so that he can change the rest. */
  private static final int CUSTOMER_BITS = 64;

  /**
   * A network by its CIDR, or a single address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Network parse(String cidr) {
    int slash = cidr.indexOf('/');
    Optional<InetAddress> start = address(slash < 0 ? cidr : cidr.substring(0, slash));
    try {
      int most = start.orElseThrow(NumberFormatException::new).getAddress().length * 8;
      int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
      if (bits >= 0 && bits <= most) {
        return new Network(start.get(), bits);
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(cidr + " is no CIDR and no address", notANumber);
    }
    throw new IllegalArgumentException(cidr + " is no CIDR and no address");
  }

  /** The address that a literal stands for; empty if it is none. No name is ever looked up. */
  public static Optional<InetAddress> address(String literal) {
    int zone = literal.indexOf('%');
    String plain = zone < 0 ? literal : literal.substring(0, zone);
    if (!IPV6.matcher(plain).matches() && !isIpv4(plain)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(plain));
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isIpv4(String literal) {
    return IPV4.matcher(literal).matches()
        && Arrays.stream(literal.split("\\.")).allMatch(part -> Integer.parseInt(part) <= 255);
  }

  /**
   * What tells one customer of the Internet from another: an IPv4 address, or the first 64 bits of
   * an IPv6 address, whose holder may choose the others for each connection.
   *
   * @param address as the server or a proxy wrote it
   * @return a short text for comparing; what is no address stands for itself
   */
  public static String customer(String address) {
    return address(address)
        .filter(found -> found.getAddress().length * 8 > CUSTOMER_BITS)
        .map(found -> new Network(found, CUSTOMER_BITS).toString())
        .orElse(address);
  }

  /** Whether an address is one of them. */
  public boolean holds(InetAddress address) {
    return Arrays.equals(prefix(start), prefix(address))
        && start.getAddress().length == address.getAddress().length;
  }

  private byte[] prefix(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.max(0, Math.min(8, bits - 8 * i));
      bytes[i] &= (byte) (0xff << (8 - kept));
    }
    return bytes;
  }

  /** The CIDR. */
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(prefix(start)).getHostAddress() + "/" + bits;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
