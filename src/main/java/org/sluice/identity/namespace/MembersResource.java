package org.sluice.identity.namespace;

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
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** The members of a namespace. */
@RequestScoped
@Path("/namespaces/{name}/members")
@Tag(ref = "Namespaces")
@Produces(MediaType.APPLICATION_JSON)
public class MembersResource {

  @Inject private NamespaceService namespaces;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the members. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "listMembers", summary = "Lists the members of a namespace")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "keys createdAt, role, user; a leading - descends",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the name",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MemberPage.class)))
  public Response list(@PathParam("name") String name) {
    return Answers.page(
        namespaces.members(
            caller,
            name,
            PageQuery.read(
                uri.getQueryParameters(), NamespaceService.MEMBER_SORT_KEYS, "user", Set.of())),
        uri);
  }

  /** Shape of a page, for the document of the API. */
  private record MemberPage(
      List<MemberView> items, int page, int size, long total, boolean totalIsExact) {}
}
