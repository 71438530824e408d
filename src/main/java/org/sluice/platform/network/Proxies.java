package org.sluice.platform.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.platform.Inside;

/**
 * The reverse proxies whose word about their clients is taken, and the decision whom they speak of.
 *
 * <p>Each proxy adds to the end of {@code Forwarded} (RFC 7239) or {@code X-Forwarded-For} whom it
 * was asked by. So the list is read from its end, and the first address that is no trusted proxy is
 * the client: whatever stands before it, he may have written himself.
 */
@Inside
public final class Proxies {

  private static final int MOST_HOPS = 50;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");
  // Pairs of one element; a quoted value may hold separators.
  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\",;]*)\\s*([;,]|$)");

  private final List<Network> trusted;

  /**
   * Trusts what is listed.
   *
   * @throws IllegalArgumentException if an entry is no CIDR and no address
   */
  public Proxies(List<String> cidrs) {
    trusted = cidrs.stream().map(Network::parse).toList();
  }

  /** What one proxy says of its client; null where it says nothing that can be read. */
  private record Hop(InetAddress address, String scheme, String host) {}

  /**
   * The client behind a peer.
   *
   * <p>A proxy that writes one of the two headers may pass the other on as its client sent it; so
   * where both are there and name different clients, neither is believed.
   *
   * @param peer as the connection shows it
   * @param headers all values of a header field by its name
   */
  Client client(Client peer, Function<String, List<String>> headers) {
    InetAddress address = Network.address(peer.address()).orElse(null);
    if (address == null || !trusts(address)) {
      return peer;
    }
    Optional<Client> standard = behind(peer, forwarded(headers.apply("Forwarded")));
    Optional<Client> customary = behind(peer, xForwarded(headers));
    if (standard.isPresent() && customary.isPresent()) {
      return standard.get().address().equals(customary.get().address()) ? standard.get() : peer;
    }
    return standard.or(() -> customary).orElse(peer);
  }

  private boolean trusts(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.holds(address));
  }

  private Optional<Client> behind(Client peer, List<Hop> hops) {
    Client client = null;
    for (int i = hops.size() - 1; i >= 0 && i >= hops.size() - MOST_HOPS; i--) {
      Hop hop = hops.get(i);
      if (hop.address() == null) {
        // Hidden or unreadable: all that is known is the proxy that says so.
        return Optional.of(told(client == null ? peer : client, hop, peer));
      }
      client = told(new Client(hop.address().getHostAddress(), null, null), hop, peer);
      if (!trusts(hop.address())) {
        return Optional.of(client);
      }
    }
    return Optional.ofNullable(client);
  }

  private static Client told(Client client, Hop hop, Client peer) {
    return new Client(
        client.address(),
        hop.scheme() == null ? peer.scheme() : hop.scheme(),
        hop.host() == null ? peer.host() : hop.host());
  }

  /** The elements of {@code Forwarded}; after a malformed one, nothing before it is believed. */
  private static List<Hop> forwarded(List<String> values) {
    List<Hop> hops = new ArrayList<>();
    for (String value : values) {
      Map<String, String> pairs = new HashMap<>();
      Matcher pair = PAIR.matcher(value);
      int at = 0;
      while (at < value.length() && pair.find(at) && pair.start() == at) {
        pairs.put(pair.group(1).toLowerCase(Locale.ROOT), unquoted(pair.group(2)));
        at = pair.end();
        if (!pair.group(3).equals(";")) {
          hops.add(hop(pairs.get("for"), pairs.get("proto"), pairs.get("host")));
          pairs.clear();
        }
      }
      if (at < value.length()) {
        hops.add(new Hop(null, null, null));
      } else if (!pairs.isEmpty()) {
        hops.add(hop(pairs.get("for"), pairs.get("proto"), pairs.get("host")));
      }
    }
    return hops;
  }

  private static List<Hop> xForwarded(Function<String, List<String>> headers) {
    List<String> addresses = parts(headers.apply("X-Forwarded-For"));
    List<String> schemes = parts(headers.apply("X-Forwarded-Proto"));
    List<String> hosts = parts(headers.apply("X-Forwarded-Host"));
    if (addresses.isEmpty() && !(schemes.isEmpty() && hosts.isEmpty())) {
      return List.of(hop(null, last(schemes, 0, 1), last(hosts, 0, 1)));
    }
    List<Hop> hops = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      hops.add(
          hop(
              addresses.get(i),
              last(schemes, i, addresses.size()),
              last(hosts, i, addresses.size())));
    }
    return hops;
  }

  /** The value that belongs to an address; where each has none of its own, the last one told. */
  private static String last(List<String> values, int index, int addresses) {
    if (values.isEmpty()) {
      return null;
    }
    return values.size() == addresses ? values.get(index) : values.get(values.size() - 1);
  }

  private static List<String> parts(List<String> values) {
    return values.stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static Hop hop(String address, String scheme, String host) {
    String lower = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    return new Hop(
        address == null ? null : Network.address(withoutPort(address)).orElse(null),
        lower.equals("http") || lower.equals("https") ? lower : null,
        host != null && HOST.matcher(host).matches() ? host : null);
  }

  private static String withoutPort(String node) {
    if (node.startsWith("[") && node.indexOf(']') > 0) {
      return node.substring(1, node.indexOf(']'));
    }
    int colon = node.indexOf(':');
    return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }
}
