package org.sluice.delivery.subscription;

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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows, changes, delivers again and deletes one subscription. */
@RequestScoped
@Path("/subscriptions/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class SubscriptionResource {

  @Inject private SubscriptionService subscriptions;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The subscription as it is now. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getSubscription", summary = "Show one subscription")
  @APIResponse(
      responseCode = "200",
      description = "The subscription; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    SubscriptionView view = subscriptions.get(caller, id);
    return Answers.single(view, view.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeSubscription",
      summary = "Change which files a subscriber receives of a repository",
      description =
          "JSON Merge Patch: an absent field stays, null takes what is usual. What does not belong"
              + " to it any more is deleted at the receiver's. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change: branch, include, exclude",
      content = @Content(schema = @Schema(implementation = NewSubscription.class)))
  @APIResponse(
      responseCode = "200",
      description = "The subscription as it is now",
      content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
  @APIResponse(responseCode = "409", description = "It is being re-synced; Location names the job")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, SubscriptionService.PATCHABLE);
    return tagged(subscriptions.change(caller, id, patch, ifMatch));
  }

  private static Response tagged(SubscriptionView view) {
    return Response.ok(view).tag(new EntityTag(view.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteSubscription",
      summary = "Have a subscriber receive a repository no more",
      description = "What it has stays there; what is recorded of it here goes.")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "503", description = "The server is being stopped")
  public Response delete(@Context UriInfo uri, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Answers.refuseParameters(uri);
    subscriptions.delete(caller, id, ifMatch);
    return Response.noContent().build();
  }

  /** Pauses it. */
  @POST
  @Path("/pause")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pauseSubscription",
      summary = "Send nothing of a subscription until it is resumed",
      description = "A delivery that runs is stopped; what was sent stays sent.")
  @APIResponse(
      responseCode = "200",
      description = "The subscription as it is now",
      content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
  @APIResponse(responseCode = "409", description = "It is disabled")
  public Response pause(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return tagged(subscriptions.pause(caller, id));
  }

  /** Resumes it. */
  @POST
  @Path("/resume")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "resumeSubscription",
      summary = "Go on with a subscription that was paused or disabled")
  @APIResponse(
      responseCode = "200",
      description = "The subscription as it is now",
      content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
  public Response resume(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return tagged(subscriptions.resume(caller, id));
  }

  /** Sends everything again. */
  @POST
  @Path("/resync")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "resyncSubscription",
      summary = "Send all files of a subscription again",
      description =
          "In any status. A new generation begins: every file of the commit is sent as"
              + " file.created, and what is gone meanwhile as file.deleted. A delivery that runs is"
              + " stopped first.")
  @APIResponse(
      responseCode = "202",
      description = "The job; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "A job is at it; Location names that")
  public Response resync(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = subscriptions.resync(caller, id);
    return Answers.accepted("/jobs/" + job.id(), job);
  }

  /** Sends what is missing. */
  @POST
  @Path("/retry")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "retrySubscription",
      summary = "Send now what is missing of a subscription",
      description = "What was refused is tried again too; what arrived is not sent again.")
  @APIResponse(
      responseCode = "202",
      description = "The job; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "A job is at it; Location names that")
  public Response retry(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = subscriptions.retry(caller, id);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
