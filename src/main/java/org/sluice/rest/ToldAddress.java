package org.sluice.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import org.sluice.platform.network.Client;

/** Lets whole addresses in answers begin as the client of a trusted proxy knows them. */
@Provider
@PreMatching
public class ToldAddress implements ContainerRequestFilter {

  @Context private HttpServletRequest request;

  @Override
  public void filter(ContainerRequestContext asked) {
    Client client = Client.of(request);
    boolean told =
        client.host() != null
            && !(client.host().equals(request.getHeader("Host"))
                && client.scheme().equals(request.getScheme()));
    if (told) {
      asked.setRequestUri(
          moved(asked.getUriInfo().getBaseUri(), client),
          moved(asked.getUriInfo().getRequestUri(), client));
    }
  }

  private static URI moved(URI uri, Client to) {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(to.scheme() + "://" + to.host() + uri.getRawPath() + query);
  }
}
