package org.sluice.delivery.subscription;

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

/** Sends everything of many repositories again, to all who receive them. */
@RequestScoped
@Path("/repositories/resync")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class RepositoriesResyncResource {

  @Inject private SubscriptionService subscriptions;
  @Inject private Caller caller;

  /** Starts the job; without a body over all. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "resyncRepositories",
      summary = "Send all files of all repositories again to their subscribers, or of some",
      description =
          "All means all that the caller maintains; for an administrator, all there are. The job"
              + " has an item for each subscription.")
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
  @APIResponse(responseCode = "429", description = "Too many such jobs in a minute")
  public Response resync(InputStream body, @Context UriInfo uri) throws IOException {
    Answers.refuseParameters(uri);
    JobView job =
        RepositoryChoice.read(body)
            .either(
                ids -> subscriptions.resyncChosen(caller, ids),
                selection -> subscriptions.resyncSelected(caller, selection));
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
