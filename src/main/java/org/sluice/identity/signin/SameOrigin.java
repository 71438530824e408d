package org.sluice.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.sluice.platform.network.Client;

/**
 * Tells whether a request that changes something, or opens a web socket, comes from our own pages.
 *
 * <p>Where cookies are believed this stands beside the view state of Faces: browsers say where a
 * request comes from (Fetch Metadata, or the Origin of RFC 6454) and no page can make them lie.
 */
final class SameOrigin {

  private static final String VIEW_STATE = "jakarta.faces.ViewState";
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private SameOrigin() {}

  /** Whether the request may be believed its cookies. */
  static boolean permits(HttpServletRequest request) {
    boolean socket = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    if (SAFE_METHODS.contains(request.getMethod()) && !socket) {
      // Faces takes any request with a view state for one of its own forms, a link too.
      return !request.getParameterMap().containsKey(VIEW_STATE);
    }
    return isOurs(request, false);
  }

  /**
   * Whether a request with credentials of its own may be believed them: one that changes something
   * and says that it comes from another site was sent by a browser that remembers a Basic login.
   */
  static boolean permitsProgram(HttpServletRequest request) {
    return SAFE_METHODS.contains(request.getMethod()) || isOurs(request, true);
  }

  private static boolean isOurs(HttpServletRequest request, boolean otherwise) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    // Sent over plain HTTP too, where browsers leave out the other one.
    String origin = request.getHeader("Origin");
    return origin == null ? otherwise : sameOrigin(origin, Client.of(request));
  }

  private static boolean sameOrigin(String origin, Client client) {
    if (client.host() == null) {
      return false;
    }
    try {
      URI from = URI.create(origin);
      if (from.getScheme() == null || from.getRawAuthority() == null) {
        return false;
      }
      if (client.secure() && !from.getScheme().equals("https")) {
        return false;
      }
      // What came in the clear may have been TLS up to a proxy that nobody has told us to trust.
      String standard = from.getScheme().equals("https") ? ":443" : ":80";
      return without(standard, from.getRawAuthority()).equals(without(standard, client.host()));
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }

  private static String without(String port, String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
