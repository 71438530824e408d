package org.sluice.health;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.rest.Answers;

/** Starts a health check of one repository. */
@RequestScoped
@Path("/repositories/{owner}/{name}/health-check")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Health")
public class HealthCheckResource {

  @Inject private HealthService health;
  @Inject private Caller caller;

  /** Starts it. */
  @POST
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "checkRepository", summary = "Check the health of one repository")
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  public Response check(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = health.check(caller, owner, name);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
