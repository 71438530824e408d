package org.sluice.planted.attic;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** Planted: an endpoint without roles, and one that exposes an entity. */
@Path("/trunks/{id}")
public class TrunkResource {

  @GET
  public String open() {
    return "";
  }

  @POST
  @PermitAll
  public Trunk exposing() {
    return new Trunk();
  }
}
