package org.sluice.mirror;

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
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.mirror.refs.RefService;
import org.sluice.mirror.refs.SyncPreview;
import org.sluice.rest.Answers;

/** Starts a sync of one repository. */
@RequestScoped
@Path("/repositories/{owner}/{name}/sync")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class SyncResource {

  @Inject private MirrorService mirrors;
  @Inject private RefService refs;
  @Inject private Caller caller;

  /** Starts it, or tells what it would do. */
  @POST
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "syncRepository",
      summary = "Sync one repository now",
      description =
          "Answered at once with the job; 400 not-a-mirror if it is tracked only. With"
              + " dryRun=true nothing is synced: the answer tells, within a minute, what a sync"
              + " would do now.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Whether only to tell what a sync would do",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @APIResponse(
      responseCode = "200",
      description = "What a sync would do; only with dryRun=true",
      content = @Content(schema = @Schema(implementation = SyncPreview.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that does it; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "A sync of it waits or runs already; Location names that job")
  @APIResponse(responseCode = "422", description = "The upstream refuses; only with dryRun=true")
  @APIResponse(responseCode = "502", description = "The upstream failed; only with dryRun=true")
  @APIResponse(
      responseCode = "503",
      description = "Too many look at once, or the upstream asks to wait; only with dryRun=true")
  @APIResponse(
      responseCode = "504",
      description = "The upstream did not answer in time; only with dryRun=true")
  public Response sync(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    if (Answers.flag(uri, "dryRun")) {
      return Response.ok(refs.compare(caller, owner, name)).build();
    }
    JobView job = mirrors.sync(caller, owner, name);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
