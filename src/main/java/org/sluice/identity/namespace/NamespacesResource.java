package org.sluice.identity.namespace;

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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** The namespaces that the caller sees, and the making of one. */
@RequestScoped
@Path("/namespaces")
@Tag(name = "Namespaces")
@Produces(MediaType.APPLICATION_JSON)
public class NamespacesResource {

  @Inject private NamespaceService namespaces;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the namespaces. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "listNamespaces", summary = "Lists the namespaces that the caller sees")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "keys createdAt, kind, name; a leading - descends",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the name",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = NamespaceKind.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NamespacePage.class)))
  public Response list() {
    return Answers.page(
        namespaces.list(
            caller,
            PageQuery.read(
                uri.getQueryParameters(),
                NamespaceService.SORT_KEYS,
                "name",
                NamespaceService.FILTERS)),
        uri);
  }

  /** Makes a team namespace. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "createNamespace", summary = "Makes a team namespace")
  @APIResponse(
      responseCode = "201",
      description = "The namespace; Location says where",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NamespaceView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  public Response create(
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = NewNamespace.class)))
          NewNamespace wanted) {
    NamespaceView namespace = namespaces.create(caller, wanted);
    return Answers.created("/namespaces/" + namespace.name(), namespace, namespace.version());
  }

  /** Shape of a page, for the document of the API. */
  private record NamespacePage(
      List<NamespaceView> items, int page, int size, long total, boolean totalIsExact) {}
}
