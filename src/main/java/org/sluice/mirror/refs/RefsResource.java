package org.sluice.mirror.refs;

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

/** Lists the refs of a mirror. */
@RequestScoped
@Path("/repositories/{owner}/{name}/refs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class RefsResource {

  @Inject private RefService refs;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "RefPage")
  interface RefPage {
    List<RefView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listRefs",
      summary = "Refs that a mirror has",
      description = "By name. Nothing is listed of a repository that was never cloned.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "name; a minus before it turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name of the ref",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = RefPage.class)))
  public Response list(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query = PageQuery.read(uri.getQueryParameters(), Set.of("name"), "name", Set.of());
    return Answers.page(refs.refs(caller, owner, name, query), uri);
  }
}
