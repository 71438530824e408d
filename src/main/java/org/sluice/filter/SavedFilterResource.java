package org.sluice.filter;

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
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** One filter that the caller keeps. */
@RequestScoped
@Path("/me/filters/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Saved filters")
public class SavedFilterResource {

  @Inject private SavedFilterService filters;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** Shows it. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getSavedFilter", summary = "Show a filter that the caller keeps")
  @APIResponse(
      responseCode = "200",
      description = "The filter; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = SavedFilter.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    SavedFilter filter = filters.get(caller, id);
    return Answers.single(filter, filter.tag(), request);
  }

  /** Changes it. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeSavedFilter",
      summary = "Rename a filter, or have it filter otherwise",
      description = "JSON Merge Patch: an absent field stays. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change: name, query",
      content = @Content(schema = @Schema(implementation = NewSavedFilter.class)))
  @APIResponse(
      responseCode = "200",
      description = "The filter as it is now",
      content = @Content(schema = @Schema(implementation = SavedFilter.class)))
  @APIResponse(
      responseCode = "409",
      description = "The caller has another of that name; Location names it")
  @APIResponse(responseCode = "412", description = "It was changed meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    SavedFilter filter =
        filters.change(caller, id, Patch.of(body, SavedFilterService.PATCHABLE), ifMatch);
    return Response.ok(filter).tag(filter.tag()).build();
  }

  /** Keeps it no more. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "deleteSavedFilter", summary = "Keep a filter no more")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "412", description = "It was changed meanwhile")
  public Response delete(@Context UriInfo uri, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Answers.refuseParameters(uri);
    filters.delete(caller, id, ifMatch);
    return Response.noContent().build();
  }
}
