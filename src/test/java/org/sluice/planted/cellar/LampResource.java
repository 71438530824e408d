package org.sluice.planted.cellar;

import jakarta.ws.rs.Path;
import org.sluice.planted.attic.Trunk;

/** Planted: uses a room that it may not, and shares its path with another resource. */
@Path("/trunks/{name}")
public class LampResource {
  Trunk trunk;
}
