package org.sluice.registry.hostkey;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;

/** Shows one host key, and decides on it. */
@RequestScoped
@Path("/host-keys/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Host keys")
public class HostKeyResource {

  @Inject private HostKeyService hostKeys;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The key. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getHostKey", summary = "Show one host key")
  @APIResponse(
      responseCode = "200",
      description = "The key; its ETag can be used for a decision",
      content = @Content(schema = @Schema(implementation = HostKeyView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    HostKeyView view = hostKeys.get(id);
    return Answers.single(view, Long.toString(view.version()), request);
  }

  /** Trusts it. */
  @POST
  @Path("/approve")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "approveHostKey",
      summary = "Trust a host key",
      description =
          "For all mirrors of the host, and all that are pushed to it; those that wait for it are"
              + " due at once. Other trusted keys of the host stay trusted.")
  @APIResponse(
      responseCode = "200",
      description = "The key, which is trusted now",
      content = @Content(schema = @Schema(implementation = HostKeyView.class)))
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response approve(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return decided(hostKeys.approve(caller, id, ifMatch));
  }

  /** Trusts it no longer. */
  @POST
  @Path("/revoke")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "revokeHostKey", summary = "Trust a host key no longer")
  @APIResponse(
      responseCode = "200",
      description = "The key, which is revoked now",
      content = @Content(schema = @Schema(implementation = HostKeyView.class)))
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response revoke(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    return decided(hostKeys.revoke(caller, id, ifMatch));
  }

  private static Response decided(HostKeyView view) {
    return Response.ok(view).tag(new EntityTag(Long.toString(view.version()))).build();
  }
}
