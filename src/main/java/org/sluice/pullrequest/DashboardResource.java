package org.sluice.pullrequest;

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

/** Sums up what the caller sees. */
@RequestScoped
@Path("/dashboard/summary")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pull requests")
public class DashboardResource {

  @Inject private PullRequestService pulls;
  @Inject private Caller caller;

  /** The figures. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getDashboardSummary",
      summary = "Repositories and open pull requests by their lights")
  @APIResponse(
      responseCode = "200",
      description = "The figures of what the caller sees",
      content = @Content(schema = @Schema(implementation = DashboardSummary.class)))
  public Response summary(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return Response.ok(pulls.summary(caller)).build();
  }
}
