package org.sluice.delivery.subscriber;

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
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows, changes, pings, pauses and deletes one subscriber. */
@RequestScoped
@Path("/subscribers/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscribers")
public class SubscriberResource {

  @Inject private SubscriberService subscribers;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The subscriber, without its secret. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getSubscriber", summary = "Show one subscriber, without its secret")
  @APIResponse(
      responseCode = "200",
      description = "The subscriber; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    SubscriberView view = subscribers.get(caller, id);
    return Answers.single(view, view.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeSubscriber",
      summary = "Change one subscriber",
      description =
          "JSON Merge Patch: an absent field stays, null clears it; without an endpoint it only"
              + " pulls. Another endpoint is tried at once, whatever became of the one before."
              + " If-Match is honoured.")
  @RequestBody(
      description = "The fields to change, named as for registering; all but namespace",
      content = @Content(schema = @Schema(implementation = NewSubscriber.class)))
  @APIResponse(
      responseCode = "200",
      description = "The subscriber as it is now",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  @APIResponse(responseCode = "409", description = "The name is taken")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, SubscriberService.PATCHABLE);
    return tagged(subscribers.change(caller, id, patch, ifMatch));
  }

  private static Response tagged(SubscriberView view) {
    return Response.ok(view).tag(new EntityTag(view.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteSubscriber",
      summary = "Delete one subscriber with all that is kept of it",
      description = "Its subscriptions and the records of what arrived go; repositories stay.")
  @Parameter(
      name = "confirm",
      in = ParameterIn.QUERY,
      description =
          "Whether to delete one that has subscriptions; without it the answer is 409 and says how"
              + " many subscriptions and records would go",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "409", description = "It has subscriptions; Location lists them")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@Context UriInfo uri, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    subscribers.delete(caller, id, ifMatch, Answers.flag(uri, "confirm"));
    return Response.noContent().build();
  }

  /** Makes it another secret. */
  @POST
  @Path("/rotate-secret")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "rotateSubscriberSecret",
      summary = "Give a subscriber another secret",
      description =
          "For 24 hours messages are signed by the new and by the former one, so the receiver may"
              + " change over whenever it likes; done again meanwhile, the oldest ends at once.")
  @APIResponse(
      responseCode = "200",
      description = "The subscriber with its new secret, this once",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  public Response rotateSecret(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    SubscriberView view = subscribers.rotateSecret(caller, id);
    return Response.ok(view)
        .tag(new EntityTag(view.tag()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Posts a ping now. */
  @POST
  @Path("/ping")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pingSubscriber",
      summary = "Post a ping to a subscriber now, and wait for what becomes of it",
      description =
          "One that is taken closes its breaker, has one that was disabled sent to again, and what"
              + " waits for it tried at once. One that is answered by 410 disables it.")
  @APIResponse(
      responseCode = "200",
      description = "It was taken",
      content = @Content(schema = @Schema(implementation = PingView.class)))
  @APIResponse(responseCode = "409", description = "It has no endpoint")
  @APIResponse(responseCode = "422", description = "The endpoint refuses it")
  @APIResponse(responseCode = "502", description = "The endpoint is not reached")
  @APIResponse(responseCode = "504", description = "The endpoint did not answer in time")
  public PingView ping(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return subscribers.ping(caller, id);
  }

  /** Pauses it. */
  @POST
  @Path("/pause")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pauseSubscriber",
      summary = "Send nothing to a subscriber until it is resumed",
      description = "What it misses meanwhile is sent then; one that is paused stays so.")
  @APIResponse(
      responseCode = "200",
      description = "The subscriber as it is now",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  @APIResponse(responseCode = "409", description = "It is disabled")
  public Response pause(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return tagged(subscribers.pause(caller, id));
  }

  /** Resumes it. */
  @POST
  @Path("/resume")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "resumeSubscriber",
      summary = "Send to a subscriber again that was paused or disabled",
      description = "Its breaker is closed and what waits for it is tried at once.")
  @APIResponse(
      responseCode = "200",
      description = "The subscriber as it is now",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  public Response resume(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return tagged(subscribers.resume(caller, id));
  }
}
