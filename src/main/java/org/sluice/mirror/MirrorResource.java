package org.sluice.mirror;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;

/** Tells the state of a repository's mirror. */
@RequestScoped
@Path("/repositories/{owner}/{name}/mirror")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class MirrorResource {

  @Inject private MirrorService mirrors;
  @Inject private Caller caller;

  /** The state as it is now. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getMirror",
      summary = "State of a repository's mirror",
      description = "Also of one that is not mirrored: enabled is false then.")
  @APIResponse(
      responseCode = "200",
      description = "The state",
      content = @Content(schema = @Schema(implementation = MirrorView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response mirror(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context Request request) {
    MirrorView view = mirrors.mirror(caller, owner, name);
    return Answers.single(view, Integer.toHexString(view.hashCode()), request);
  }
}
