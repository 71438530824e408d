package org.sluice.configsource.hook;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Shows, pings and deletes one listener of a configuration source. */
@RequestScoped
@Path("/config-sources/{name}/listeners/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Configuration sources")
public class ListenerResource {

  @Inject private ListenerService listeners;
  @Inject private Caller caller;

  @PathParam("name")
  private String name;

  @PathParam("id")
  private UUID id;

  /** The listener. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getConfigListener",
      summary = "Show one listener of a configuration source",
      description = "For maintainers of its repository; a token also needs the scope write.")
  @APIResponse(
      responseCode = "200",
      description = "The listener, without its secret",
      content = @Content(schema = @Schema(implementation = ListenerView.class)))
  public ListenerView get() {
    return listeners.get(caller, name, id);
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteConfigListener",
      summary = "Tell a listener of a configuration source no more")
  @APIResponse(responseCode = "204", description = "It is gone")
  public Response delete() {
    listeners.delete(caller, name, id);
    return Response.noContent().build();
  }

  /** Posts a ping now. */
  @POST
  @Path("/ping")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pingConfigListener",
      summary = "Post a ping to a listener now, and wait for what becomes of it",
      description =
          "One that was switched off, since it had answered 410, is on again if it takes"
              + " the ping.")
  @APIResponse(
      responseCode = "200",
      description = "It was taken",
      content = @Content(schema = @Schema(implementation = PingView.class)))
  @APIResponse(responseCode = "422", description = "The endpoint refuses it")
  @APIResponse(responseCode = "502", description = "The endpoint is not reached")
  @APIResponse(responseCode = "503", description = "Something is being posted to it right now")
  @APIResponse(responseCode = "504", description = "The endpoint did not answer in time")
  public PingView ping() {
    return listeners.ping(caller, name, id);
  }
}
