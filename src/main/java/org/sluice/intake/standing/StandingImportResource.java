package org.sluice.intake.standing;

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

/** Shows, changes, runs and deletes one standing import. */
@RequestScoped
@Path("/forge-accounts/{id}/standing-imports/{standingImport}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class StandingImportResource {

  @Inject private StandingImportService standing;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID account;

  @PathParam("standingImport")
  private UUID id;

  /** The standing import as it is now. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "getStandingImport", summary = "Show one standing import")
  @APIResponse(
      responseCode = "200",
      description = "The standing import; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = StandingImportView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    StandingImportView view = standing.get(caller, account, id);
    return Answers.single(view, view.tag(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "changeStandingImport",
      summary = "Change one standing import",
      description =
          "JSON Merge Patch: an absent field stays. The next run goes by what it is then; what the"
              + " globs leave out from then on is let go of, not missed. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change, named as for adding",
      content = @Content(schema = @Schema(implementation = NewStandingImport.class)))
  @APIResponse(
      responseCode = "200",
      description = "The standing import as it is now",
      content = @Content(schema = @Schema(implementation = StandingImportView.class)))
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, StandingImportService.PATCHABLE);
    StandingImportView view = standing.change(caller, account, id, patch, ifMatch);
    return Response.ok(view).tag(new EntityTag(view.tag())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteStandingImport",
      summary = "Delete one standing import, and no repository")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    standing.delete(caller, account, id, ifMatch);
    return Response.noContent().build();
  }

  /** Runs it out of turn. */
  @POST
  @Path("/run")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "runStandingImport",
      summary = "Look through the account now",
      description = "When the job has ended, what is new is in.")
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(responseCode = "409", description = "It runs already; Location names that job")
  public Response run(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    JobView job = standing.run(caller, account, id);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
