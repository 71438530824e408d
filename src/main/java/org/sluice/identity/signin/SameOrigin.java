package org.sluice.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether a request that changes something, or opens a web socket, comes from our own pages.
 *
 * <p>Where cookies are believed this stands beside the view state of Faces: browsers say where a
 * request comes from (Fetch Metadata, or the Origin of RFC 6454) and no page can make them lie.
 */
final class SameOrigin {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private SameOrigin() {}

  /** Whether the request may be believed its cookies. */
  static boolean permits(HttpServletRequest request) {
    boolean socket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    if (SAFE_METHODS.contains(request.getMethod()) && !socket) {
      return true;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    // Sent over plain HTTP too, where browsers leave out the other one.
    String origin = request.getHeader("Origin");
    return origin != null && sameHost(origin, request.getHeader("Host"));
  }

  private static boolean sameHost(String origin, String host) {
    if (host == null) {
      return false;
    }
    try {
      URI from = URI.create(origin);
      if (from.getScheme() == null || from.getRawAuthority() == null) {
        return false;
      }
      // The scheme of the request itself is not known behind a proxy that ends TLS.
      String standard = from.getScheme().equals("https") ? ":443" : ":80";
      return without(standard, from.getRawAuthority()).equals(without(standard, host));
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }

  private static String without(String port, String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
