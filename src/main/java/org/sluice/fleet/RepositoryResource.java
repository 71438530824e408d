package org.sluice.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows, changes and deletes one repository. */
@RequestScoped
@Path("/repositories/{owner}/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Repositories")
public class RepositoryResource {

  @Inject private FleetService fleet;
  @Inject private Caller caller;

  @PathParam("owner")
  private String owner;

  @PathParam("name")
  private String name;

  /** The repository as it is now. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getRepository", summary = "Show one repository")
  @APIResponse(
      responseCode = "200",
      description = "The repository; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = RepositoryView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    RepositoryView view = fleet.get(caller, owner, name);
    return Answers.single(view, view.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeRepository",
      summary = "Change one repository",
      description =
          "JSON Merge Patch: an absent field stays, null clears it. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change, named as for adding; all but namespace",
      content = @Content(schema = @Schema(implementation = NewRepository.class)))
  @APIResponse(
      responseCode = "200",
      description = "The repository as it is now",
      content = @Content(schema = @Schema(implementation = RepositoryView.class)))
  @APIResponse(responseCode = "409", description = "The new name is taken")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, FleetService.PATCHABLE);
    RepositoryView changed = fleet.change(caller, owner, name, patch, seen(ifMatch));
    return Response.ok(changed).tag(new EntityTag(changed.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteRepository",
      summary = "Delete one repository, its history and its mirror")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(
      responseCode = "409",
      description = "A sync of it waits or runs; Location names that job")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    fleet.delete(caller, owner, name, seen(ifMatch));
    return Response.noContent().build();
  }

  /** The version that If-Match names, which is the present one; null if it is absent. */
  private Long seen(String ifMatch) {
    if (ifMatch == null) {
      return null;
    }
    long version = fleet.get(caller, owner, name).version();
    Answers.requireMatch(ifMatch, Long.toString(version));
    return version;
  }
}
