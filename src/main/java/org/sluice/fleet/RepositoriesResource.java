package org.sluice.fleet;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.registry.RegistryService;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists and adds repositories. */
@RequestScoped
@Path("/repositories")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Repositories")
public class RepositoriesResource {

  @Inject private FleetService fleet;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "RepositoryPage")
  interface RepositoryPage {
    java.util.List<RepositoryView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of the repositories that the caller sees. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listRepositories",
      summary = "List the repositories that the caller sees",
      description =
          "By name, unless sort asks otherwise. Link names first, prev, next and last. More than"
              + " 1000 are not counted, nor are those that meet several conditions of which each"
              + " lets more than 1000 through: total then says how many there are at least,"
              + " totalIsExact is false, and Link names no last page.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "name, lastSyncedAt, lastAttemptAt, nextSyncAt, mirrorStatus, light (the worst first),"
              + " createdAt, updatedAt, several joined by commas; a minus before a key turns it"
              + " round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name, the description or the clone URL",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Name of a namespace",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "forge",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = ForgeKind.class))
  @Parameter(
      name = "mirrorStatus",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = MirrorStatus.class))
  @Parameter(
      name = "mirror",
      in = ParameterIn.QUERY,
      description = "Whether it is mirrored",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "stale",
      in = ParameterIn.QUERY,
      description = "Whether the mirror is behind its own schedule or its last sync failed",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "vanished",
      in = ParameterIn.QUERY,
      description = "Whether the standing imports that once listed it miss it",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(name = "tag", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "health",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = HealthState.class))
  @Parameter(name = "light", in = ParameterIn.QUERY, schema = @Schema(implementation = Light.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = RepositoryPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), RegistryService.SORT_KEYS, "name", RegistryService.FILTERS);
    return Answers.page(fleet.list(caller, query), uri);
  }

  /** Adds one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "addRepository",
      summary = "Track a repository, and clone it if it is to be mirrored",
      description = "Answered at once; lastJob names the first sync.")
  @APIResponse(
      responseCode = "201",
      description = "The repository; Location names it",
      content = @Content(schema = @Schema(implementation = RepositoryView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The name is taken; Location names the repository that has it")
  public Response add(NewRepository wanted) {
    RepositoryView added = fleet.add(caller, wanted);
    return Answers.created("/repositories/" + added.fullName(), added, added.tag());
  }
}
