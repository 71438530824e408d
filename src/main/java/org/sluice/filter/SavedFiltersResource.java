package org.sluice.filter;

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
import java.util.Set;
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

/** The filters of lists that the caller keeps, and the keeping of one. */
@RequestScoped
@Path("/me/filters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Saved filters")
public class SavedFiltersResource {

  @Inject private SavedFilterService filters;
  @Inject private Caller caller;

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listSavedFilters",
      summary = "List the filters that the caller keeps",
      description = "Those of repositories first, by name.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "name, the only order there is",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "list",
      in = ParameterIn.QUERY,
      description = "only those of this list",
      schema = @Schema(implementation = FilteredList.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = SavedFilterPage.class)))
  public Response list(@Context UriInfo uri) {
    return Answers.page(
        filters.list(
            caller,
            PageQuery.read(
                uri.getQueryParameters(), Set.of("name"), "name", SavedFilterService.FILTERS)),
        uri);
  }

  /** Keeps one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "saveFilter",
      summary = "Keep the filters of a list under a name",
      description = "One keeps 50 at most, and a name once for each list.")
  @APIResponse(
      responseCode = "201",
      description = "The filter; Location names it",
      content = @Content(schema = @Schema(implementation = SavedFilter.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "The caller has one of that name, which Location names, or as many as one may have")
  public Response create(NewSavedFilter wanted) {
    SavedFilter made = filters.create(caller, wanted);
    return Answers.created("/me/filters/" + made.id(), made, made.tag());
  }

  /** Shape of a page, for the document of the API. */
  private record SavedFilterPage(
      List<SavedFilter> items, int page, int size, long total, boolean totalIsExact) {}
}
