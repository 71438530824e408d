package org.sluice.configsource;

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
import java.util.List;
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
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists configuration sources and adds one. */
@RequestScoped
@Path("/config-sources")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Configuration sources")
public class ConfigSourcesResource {

  @Inject private ConfigSourceService sources;
  @Inject private Caller caller;

  /** One page of those that the caller sees. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listConfigSources",
      summary = "List the configuration sources whose repository the caller sees")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "name, repository, rank, lastRefresh, lastChange, several joined by commas; a minus"
              + " before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name or of the repository's name",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "repository",
      in = ParameterIn.QUERY,
      description = "Only those that read this repository, as in team/app",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "stale",
      in = ParameterIn.QUERY,
      description = "Only those whose answers are called stale now, or only the others",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = ConfigSourcePage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            ConfigSourceService.SORT_KEYS,
            "name",
            ConfigSourceService.FILTERS);
    return Answers.page(sources.list(caller, query), uri);
  }

  /** Adds one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "addConfigSource",
      summary = "Serve configuration from a mirrored repository",
      description =
          "Its upstream is looked at from now on, every 30 s unless another interval is given, and"
              + " what it has is served below /config.")
  @APIResponse(
      responseCode = "201",
      description = "The source; Location names it. The ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = ConfigSourceView.class)))
  @APIResponse(responseCode = "409", description = "The name is taken, or there are 500 already")
  public Response add(NewConfigSource wanted) {
    ConfigSourceView added = sources.create(caller, wanted);
    return Answers.created(
        "/config-sources/" + added.name(), added, Long.toString(added.version()));
  }

  /** Shape of a page, for the document of the API. */
  private record ConfigSourcePage(
      List<ConfigSourceView> items, int page, int size, long total, boolean totalIsExact) {}
}
