package org.sluice.mirror.refs;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
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
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists what refs were before syncs overwrote or deleted them, and sets them back. */
@RequestScoped
@Path("/repositories/{owner}/{name}/kept-refs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class KeptRefsResource {

  @Inject private RefService refs;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "KeptRefPage")
  interface KeptRefPage {
    List<KeptRefView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listKeptRefs",
      summary = "Tips of refs that syncs overwrote or deleted",
      description = "The latest first. Each can be restored until it expires.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "keptAt; a minus before it turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name of the ref",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = KeptRefPage.class)))
  public Response list(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(uri.getQueryParameters(), Set.of("keptAt"), "-keptAt", Set.of());
    return Answers.page(refs.keptRefs(caller, owner, name, query), uri);
  }

  /** Sets a ref back to one of them. */
  @POST
  @Path("/{id}/restore")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "restoreKeptRef",
      summary = "Set a ref back to a kept tip",
      description =
          "The ref stays there until the upstream moves it again; what it named until now is kept"
              + " in turn.")
  @APIResponse(
      responseCode = "200",
      description = "The ref as it is now",
      content = @Content(schema = @Schema(implementation = RefView.class)))
  @APIResponse(
      responseCode = "409",
      description =
          "A sync waits or runs (Location names its job), the ref is at that tip already, or"
              + " another ref is where it was")
  @APIResponse(responseCode = "503", description = "The mirror is busy; Retry-After says how long")
  public Response restore(
      @PathParam("owner") String owner,
      @PathParam("name") String name,
      @PathParam("id") UUID id,
      @Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return Response.ok(refs.restore(caller, owner, name, id)).build();
  }
}
