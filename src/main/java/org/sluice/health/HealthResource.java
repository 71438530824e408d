package org.sluice.health;

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
import org.sluice.rest.PageQuery;

/** Shows what health checks found of a repository. */
@RequestScoped
@Path("/repositories/{owner}/{name}/health")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Health")
public class HealthResource {

  @Inject private HealthService health;
  @Inject private Caller caller;

  /** It, with its metadata and history. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getHealth",
      summary = "What health checks found of a repository",
      description = "The last state, what its forge told, and the changes, the latest first.")
  @Parameter(
      name = "page",
      in = ParameterIn.QUERY,
      description = "Page of the history",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1"))
  @Parameter(
      name = "size",
      in = ParameterIn.QUERY,
      description = "Changes on a page",
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "50"))
  @APIResponse(
      responseCode = "200",
      description = "The health of the repository",
      content = @Content(schema = @Schema(implementation = HealthView.class)))
  public Response health(
      @PathParam("owner") String owner, @PathParam("name") String name, @Context UriInfo uri) {
    PageQuery query = PageQuery.read(uri.getQueryParameters(), Set.of("at"), "-at", Set.of());
    return Response.ok(health.health(caller, owner, name, query)).build();
  }
}
