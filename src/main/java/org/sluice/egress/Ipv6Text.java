package org.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The one spelling of an IPv6 address (RFC 5952, section 4): lower case, no leading zeros, the
 * longest run of zeros left out, and no part of it written as IPv4.
 */
final class Ipv6Text {

  private static final int GROUPS = 8;

  private Ipv6Text() {}

  /**
   * The address in that spelling.
   *
   * @param literal without brackets or zone
   * @return empty if it is no IPv6 address
   */
  static Optional<String> of(String literal) {
    // Without a colon it would be looked up.
    if (literal.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(written(groups(InetAddress.getByName(literal).getAddress())));
    } catch (UnknownHostException notOne) {
      return Optional.empty();
    }
  }

  private static int[] groups(byte[] address) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * GROUPS);
    // Java reads an IPv4-mapped literal as the IPv4 address; here it must stay what was written.
    if (address.length == 4) {
      bytes.putShort(10, (short) 0xffff).position(12);
    }
    bytes.put(address).rewind();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = bytes.getShort() & 0xffff;
    }
    return groups;
  }

  private static String written(int... groups) {
    int begin = 0;
    int end = 0;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(i, groups);
      if (zeros > Math.max(1, end - begin)) {
        begin = i;
        end = i + zeros;
      }
    }
    return end == 0
        ? joined(0, GROUPS, groups)
        : joined(0, begin, groups) + "::" + joined(end, GROUPS, groups);
  }

  private static int zerosFrom(int first, int... groups) {
    int last = first;
    while (last < GROUPS && groups[last] == 0) {
      last++;
    }
    return last - first;
  }

  private static String joined(int from, int to, int... groups) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
