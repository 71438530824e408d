package org.sluice.system;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;

/** Tells of the installation as a whole. */
@RequestScoped
@Path("/system")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "System")
public class SystemResource {

  @Inject private Installation installation;
  @Inject private Caller caller;

  /** What runs, on what, and how much room is left. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "getSystem",
      summary = "Version, node, database, disk and queue",
      description = "For administrators. Sizes are bytes; mirrors are added up once a minute.")
  @APIResponse(
      responseCode = "200",
      description = "The installation as it is now",
      content = @Content(schema = @Schema(implementation = SystemView.class)))
  public Response system(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return Response.ok(installation.look(caller)).header("Cache-Control", "no-store").build();
  }
}
