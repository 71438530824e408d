package org.sluice.delivery.subscription;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
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
import org.sluice.job.JobView;
import org.sluice.rest.Answers;

/** Sends what is missing anywhere. */
@RequestScoped
@Path("/subscriptions/retry")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class RetryAllResource {

  @Inject private SubscriptionService subscriptions;
  @Inject private Caller caller;

  /** Starts the job. */
  @POST
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "retrySubscriptions",
      summary = "Send now what is missing of all subscriptions that failed",
      description = "Of the repositories that the caller maintains; for an administrator all.")
  @APIResponse(
      responseCode = "202",
      description = "The job; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "The same job runs; Location names it")
  @APIResponse(responseCode = "429", description = "Too many such jobs in a minute")
  public Response start(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = subscriptions.retryAll(caller);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
