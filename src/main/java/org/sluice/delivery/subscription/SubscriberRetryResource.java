package org.sluice.delivery.subscription;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.rest.Answers;

/** Sends what is missing to one subscriber. */
@RequestScoped
@Path("/subscribers/{id}/retry")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscribers")
public class SubscriberRetryResource {

  @Inject private SubscriptionService subscriptions;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** Starts the job. */
  @POST
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "retrySubscriber",
      summary = "Send now what is missing at a subscriber",
      description =
          "Of those repositories that the caller maintains, or all if he maintains the subscriber. Its"
              + " breaker closes; what arrived is not sent again.")
  @APIResponse(
      responseCode = "202",
      description = "The job; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "The same job runs; Location names it")
  @APIResponse(responseCode = "429", description = "Too many such jobs in a minute")
  public Response start(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = subscriptions.retryOf(caller, id);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
