package org.sluice.platform.network;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.sluice.platform.settings.Settings;

/**
 * Who sent a request and under which address he knows Sluice, as far as that can be believed.
 *
 * <p>It is the peer of the connection and what it asked for, unless the peer is a trusted proxy
 * ({@code sluice.proxies}): then it is what the proxy says of its own client.
 *
 * @param address network address
 * @param scheme {@code http} or {@code https}
 * @param host host with the port if there is one, as in a {@code Host} header; null if unknown
 */
public record Client(String address, String scheme, String host) {

  private static final String KEY = Client.class.getName();

  /** The client of a request; decided once for each. */
  public static Client of(HttpServletRequest request) {
    if (request.getAttribute(KEY) instanceof Client known) {
      return known;
    }
    Client peer =
        new Client(request.getRemoteAddr(), request.getScheme(), request.getHeader("Host"));
    List<String> trusted = new Settings().proxies();
    // Headers are not even read where no proxy is trusted.
    Client client =
        trusted.isEmpty()
            ? peer
            : new Proxies(trusted).client(peer, name -> Collections.list(request.getHeaders(name)));
    request.setAttribute(KEY, client);
    return client;
  }

  /** Whether he came over TLS. */
  public boolean secure() {
    return "https".equals(scheme);
  }
}
