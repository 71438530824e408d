package org.sluice.fleet.bulk;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
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

/** Deletes many repositories. */
@RequestScoped
@Path("/repositories/delete")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Repositories")
public class BulkDeletionResource {

  @Inject private BulkService bulk;
  @Inject private Caller caller;

  /** Starts the job. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteRepositories",
      summary = "Delete many repositories with their mirrors and histories",
      description =
          "Those that are named, or those that a selection fits and the caller maintains. Nothing"
              + " begins unless they are as many as expected. An item whose repository is in use"
              + " fails and says by what.")
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "They are not as many as expected, or the caller's last job over the same selection is"
              + " active; then Location names it")
  @APIResponse(responseCode = "429", description = "Too many such jobs in a minute")
  public Response delete(BulkDeletion wanted, @Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = bulk.delete(caller, wanted);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
