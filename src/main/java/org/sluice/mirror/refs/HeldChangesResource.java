package org.sluice.mirror.refs;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.refs.RefChange;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.job.JobView;
import org.sluice.mirror.held.HeldChangeVerdict;
import org.sluice.mirror.held.HeldChangeView;
import org.sluice.rest.Answers;
import org.sluice.rest.JsonBody;
import org.sluice.rest.PageQuery;

/** Lists the changes that syncs of a mirror did not take, and decides on them. */
@RequestScoped
@Path("/repositories/{owner}/{name}/held-changes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class HeldChangesResource {

  @Inject private RefService refs;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "HeldChangePage")
  interface HeldChangePage {
    List<HeldChangeView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /**
   * Which changes are decided on.
   *
   * @param refs full names of refs, at most 1000; null for every change that waits for a decision
   * @param heldBefore changes that were first met after this time are left alone, so that nothing
   *     is decided that nobody has seen; null for none
   */
  @Schema(name = "HeldChangeDecision")
  public record Decision(List<String> refs, Instant heldBefore) {}

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listHeldChanges",
      summary = "Changes of the upstream that syncs did not take",
      description =
          "What waits for approval, what the policy keeps back, and what was decided. The latest"
              + " sync rewrites the list.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "ref, heldAt; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "verdict",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = HeldChangeVerdict.class))
  @Parameter(
      name = "reason",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = HeldBack.Reason.class))
  @Parameter(
      name = "type",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = RefChange.Type.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = HeldChangePage.class)))
  public Response list(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), RefService.HELD_SORT_KEYS, "ref", RefService.HELD_FILTERS);
    return Answers.page(refs.heldChanges(caller, owner, name, query), uri);
  }

  /** Lets the next sync take them, and starts it. */
  @POST
  @Path("/approve")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "approveHeldChanges",
      summary = "Take changes that were held back",
      description = "Starts the sync that takes them; each is taken only if it is still the same.")
  @RequestBody(
      required = false,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Decision.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that takes them; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "Nothing waits for a decision, or a sync waits or runs (Location names its job)")
  public Response approve(
      @PathParam("owner") String owner,
      @PathParam("name") String name,
      InputStream body,
      @Context UriInfo uri)
      throws IOException {
    return decide(owner, name, body, uri, true);
  }

  /** Lets no sync take them. */
  @POST
  @Path("/reject")
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "rejectHeldChanges",
      summary = "Never take changes that were held back",
      description =
          "Starts the sync that settles the mirror. The refs differ from the upstream until that"
              + " moves them again.")
  @RequestBody(
      required = false,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Decision.class)))
  @APIResponse(
      responseCode = "202",
      description = "The job that settles the mirror; Location names it",
      content = @Content(schema = @Schema(implementation = JobView.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "Nothing waits for a decision, or a sync waits or runs (Location names its job)")
  public Response reject(
      @PathParam("owner") String owner,
      @PathParam("name") String name,
      InputStream body,
      @Context UriInfo uri)
      throws IOException {
    return decide(owner, name, body, uri, false);
  }

  private Response decide(String owner, String name, InputStream body, UriInfo uri, boolean approve)
      throws IOException {
    Answers.refuseParameters(uri);
    Optional<Decision> decision = JsonBody.readOptional(body, Decision.class);
    JobView job =
        refs.decide(
            caller,
            owner,
            name,
            decision.map(Decision::refs).orElse(null),
            decision.map(Decision::heldBefore).orElse(null),
            approve);
    return Answers.accepted("/jobs/" + job.id(), job);
  }
}
