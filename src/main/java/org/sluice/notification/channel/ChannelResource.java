package org.sluice.notification.channel;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** One channel. */
@RequestScoped
@Path("/notifications/channels/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Notifications")
public class ChannelResource {

  @Inject private ChannelService channels;
  @Inject private Caller caller;
  @Context private Request request;

  @PathParam("id")
  private UUID id;

  /** The channel. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "getChannel", summary = "Show a channel of notices")
  @APIResponse(
      responseCode = "200",
      description = "The channel",
      content = @Content(schema = @Schema(implementation = ChannelView.class)))
  @APIResponse(responseCode = "304", description = "Unchanged")
  public Response get() {
    ChannelView channel = channels.get(caller, id);
    return Answers.single(channel, channel.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "changeChannel",
      summary = "Change a channel of notices",
      description =
          "JSON Merge Patch: an absent field stays, null clears it. The secret always stays."
              + " If-Match is honoured.")
  @RequestBody(
      description = "The fields to change",
      content = @Content(schema = @Schema(implementation = ChannelChange.class)))
  @APIResponse(
      responseCode = "200",
      description = "The channel as it is now",
      content = @Content(schema = @Schema(implementation = ChannelView.class)))
  @APIResponse(responseCode = "409", description = "The new name is taken")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, ChannelService.PATCHABLE);
    ChannelView channel = channels.change(caller, id, patch, ifMatch);
    return Response.ok(channel).tag(new EntityTag(channel.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteChannel",
      summary = "Delete a channel of notices and what it has not sent")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    channels.delete(caller, id, ifMatch);
    return Response.noContent().build();
  }

  /** Sends a test message now. */
  @POST
  @Path("/test")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "testChannel",
      summary = "Send a test message now, and wait for what becomes of it")
  @APIResponse(
      responseCode = "200",
      description = "It was taken",
      content = @Content(schema = @Schema(implementation = SentView.class)))
  @APIResponse(responseCode = "409", description = "Mail is off")
  @APIResponse(responseCode = "422", description = "The mail host or the endpoint refuses it")
  @APIResponse(responseCode = "502", description = "The mail host or the endpoint is not reached")
  @APIResponse(responseCode = "504", description = "It did not answer in time")
  public SentView test() {
    return channels.test(caller, id);
  }

  /** Replaces the secret of a webhook. */
  @POST
  @Path("/rotate-secret")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "rotateChannelSecret",
      summary = "Replace the secret of a webhook, shown this once",
      description = "For 24 hours messages bear a signature by the old secret too.")
  @APIResponse(
      responseCode = "200",
      description = "The channel with its new secret",
      content = @Content(schema = @Schema(implementation = ChannelView.class)))
  @APIResponse(responseCode = "409", description = "It is a mail channel")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response rotateSecret(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    ChannelView channel = channels.rotateSecret(caller, id, ifMatch);
    return Response.ok(channel)
        .tag(new EntityTag(channel.tag()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
