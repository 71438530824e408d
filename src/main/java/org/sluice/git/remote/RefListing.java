package org.sluice.git.remote;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import org.sluice.egress.OutboundRequest;
import org.sluice.platform.Inside;

/**
 * The request that an upstream answered with its refs, and the digest of that answer, so that the
 * same can be asked again. It holds no credentials.
 *
 * @param method {@code GET}, or {@code POST} in Git's protocol v2
 * @param uri at the upstream's own address, where no redirect has led
 * @param headers of the request, by name
 * @param body of the request; empty if it has none
 * @param digest SHA-256 of the answer's body
 * @param abilities that the upstream had told before; null if it was not asked for any
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody outside of this room has one.
@Inside
public record RefListing(
    String method,
    URI uri,
    Map<String, String> headers,
    byte[] body,
    byte[] digest,
    Abilities abilities) {

  /** Whether it is this that is asked. */
  boolean asks(String otherMethod, URI otherUri, byte[] otherBody) {
    return method.equals(otherMethod) && uri.equals(otherUri) && Arrays.equals(body, otherBody);
  }

  /** The request, to be sent once. */
  OutboundRequest request() {
    return request(method, uri, headers, body);
  }

  static OutboundRequest request(String method, URI uri, Map<String, String> headers, byte[] body) {
    OutboundRequest request = new OutboundRequest(method, uri).repeatable();
    headers.forEach(request::header);
    if (method.equals("POST")) {
      request.body(body);
    }
    return request;
  }

  /** The same with what it has in common with another held once. */
  public RefListing sharing(RefListing other) {
    if (other == null || !headers.equals(other.headers) || !Arrays.equals(body, other.body)) {
      return this;
    }
    Abilities shared = abilities == null ? null : abilities.sharing(other.abilities);
    return new RefListing(method, uri, other.headers, other.body, digest, shared);
  }
}
