package org.sluice.egress.api;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Resolves what an answer refers to (RFC 3986, section 5.2). {@link URI#resolve} does so by the RFC
 * before it, by which a query alone loses the last part of the path.
 */
final class References {

  private References() {}

  /** The absolute address. */
  static URI resolve(URI base, String reference) throws URISyntaxException {
    if (reference.isEmpty() || reference.startsWith("?")) {
      String whole = base.toString();
      int query = whole.indexOf('?');
      String path = query < 0 ? whole : whole.substring(0, query);
      return new URI(reference.isEmpty() ? whole : path + reference);
    }
    return base.resolve(new URI(reference));
  }
}
