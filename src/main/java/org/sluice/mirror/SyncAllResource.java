package org.sluice.mirror;

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
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.rest.Answers;

/** Starts a sync of all mirrors that the caller maintains, or of chosen ones. */
@RequestScoped
@Path("/repositories/sync-all")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class SyncAllResource {

  @Inject private MirrorService mirrors;
  @Inject private Caller caller;

  /** Starts it; without a body over all. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "syncAll",
      summary = "Sync all mirrors, or chosen ones",
      description = "All means all that the caller maintains; for an administrator, all there are.")
  @RequestBody(
      required = false,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RepositoryChoice.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The caller's last job over the same selection is active; Location names it")
  public Response syncAll(InputStream body, @Context UriInfo uri) throws IOException {
    Answers.refuseParameters(uri);
    JobView job =
        RepositoryChoice.read(body)
            .either(
                ids -> mirrors.syncChosen(caller, ids),
                selection -> mirrors.syncSelected(caller, selection));
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
