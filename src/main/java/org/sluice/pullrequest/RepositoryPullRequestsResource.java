package org.sluice.pullrequest;

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
import org.sluice.forge.Pull;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.registry.status.Light;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists the pull requests of one repository. */
@RequestScoped
@Path("/repositories/{owner}/{name}/pull-requests")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pull requests")
public class RepositoryPullRequestsResource {

  @Inject private PullRequestService pulls;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "RepositoryPullRequestPage")
  interface PullRequestPage {
    java.util.List<PullRequestView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listRepositoryPullRequests",
      summary = "List the pull requests of one repository",
      description = "Open ones unless state asks others, the last changed first.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "updatedAt, createdAt, observedAt, endedAt, light (the worst first), number, author,"
              + " repository, several joined by commas; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the title, the author, the source branch, or # with the number",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = Pull.State.class, defaultValue = "OPEN"))
  @Parameter(name = "light", in = ParameterIn.QUERY, schema = @Schema(implementation = Light.class))
  @Parameter(name = "author", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "label", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "minAge",
      in = ParameterIn.QUERY,
      description = "ISO 8601 duration since it was opened, at least",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "bots",
      in = ParameterIn.QUERY,
      description = "Whether its author is no person",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(name = "draft", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "ready",
      in = ParameterIn.QUERY,
      description = "Whether it is green and can be merged",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = PullRequestPage.class)))
  public Response list(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            PullRequestService.SORT_KEYS,
            "-updatedAt",
            PullRequestService.REPOSITORY_FILTERS);
    return Answers.page(pulls.list(caller, owner, name, query), uri);
  }
}
