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
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.registry.tag.TagsChanged;
import org.sluice.rest.Answers;

/** Gives many repositories tags and takes others from them. */
@RequestScoped
@Path("/repositories/tags")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Repositories")
public class BulkTaggingResource {

  @Inject private BulkService bulk;
  @Inject private Caller caller;

  /** Changes them. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "tagRepositories",
      summary = "Add tags to many repositories, and remove others",
      description =
          "Those that are named, or those that a selection fits and the caller maintains. It is"
              + " done when it is answered; asking twice is the same as asking once.")
  @APIResponse(
      responseCode = "200",
      description = "What came of it",
      content = @Content(schema = @Schema(implementation = TagsChanged.class)))
  public TagsChanged tag(BulkTagging wanted, @Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return bulk.tag(caller, wanted);
  }
}
