package org.sluice.mirror.history;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
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
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorService;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Tells the history of a repository's syncs. */
@RequestScoped
@Path("/repositories/{owner}/{name}/syncs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class SyncHistoryResource {

  @Inject private MirrorService mirrors;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "SyncRunPage")
  interface SyncRunPage {
    java.util.List<SyncRunView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of it. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listSyncs",
      summary = "History of a repository's syncs",
      description =
          "The latest first. Runs without a change that follow each other are folded into one row"
              + " that counts them.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "startedAt, completedAt, bytes; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "outcome",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = SyncRunOutcome.class))
  @Parameter(
      name = "trigger",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = JobTrigger.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = SyncRunPage.class)))
  public Response syncs(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            MirrorService.HISTORY_SORT_KEYS,
            "-startedAt",
            MirrorService.HISTORY_FILTERS);
    return Answers.page(mirrors.history(caller, owner, name, query), uri);
  }
}
