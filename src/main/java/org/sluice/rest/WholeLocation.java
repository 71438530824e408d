package org.sluice.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/**
 * Makes a {@code Location} that is a path from the root into a whole address, which one server does
 * by itself and the other does not.
 */
@Provider
public class WholeLocation implements ContainerResponseFilter {

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    String location = response.getHeaderString(HttpHeaders.LOCATION);
    if (location != null && location.startsWith("/")) {
      response
          .getHeaders()
          .putSingle(HttpHeaders.LOCATION, request.getUriInfo().getBaseUri().resolve(location));
    }
  }
}
