package org.sluice.intake;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
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
import org.sluice.rest.Answers;

/** Imports what an account at a forge sees. */
@RequestScoped
@Path("/forge-accounts/{id}/import")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class ForgeImportResource {

  @Inject private IntakeService intake;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** Imports what was chosen of it. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "importFromForge",
      summary = "Track repositories at the forge that the account sees",
      description =
          "The chosen ones, or all of an owner that pass the globs: * stands for anything but a"
              + " slash, ** for anything, and a glob without a slash is held against the name. The"
              + " forge is asked now; then a job adds them as it adds those of a list, and each is"
              + " asked about through this account.")
  @Parameter(
      name = "dryRun",
      in = ParameterIn.QUERY,
      description = "Whether to tell only what would become of them",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @APIResponse(
      responseCode = "200",
      description = "What would become of them, if dryRun is true",
      content = @Content(schema = @Schema(implementation = ImportPreview.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that imports them; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The same is being imported for the caller; Location names that job")
  @APIResponse(responseCode = "422", description = "The forge refuses the account or the owner")
  @APIResponse(responseCode = "502", description = "The forge could not be asked")
  @APIResponse(responseCode = "504", description = "The forge did not answer in time")
  public Response importChosen(ForgeImport wanted, @Context UriInfo uri) {
    if (Answers.flag(uri, "dryRun")) {
      return Response.ok(intake.preview(caller, id, wanted)).build();
    }
    JobView job = intake.start(caller, id, wanted);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
