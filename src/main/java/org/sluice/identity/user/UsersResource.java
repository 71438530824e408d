package org.sluice.identity.user;

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
import org.sluice.identity.Scope;
import org.sluice.identity.UserService;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** All users, and the making of one. */
@RequestScoped
@Path("/users")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
public class UsersResource {

  @Inject private UserService users;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the users. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "listUsers", summary = "Lists the users")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "keys createdAt, displayName, lastSignedInAt, name, role, status; a leading - descends",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the name, display name or address",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "role",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = UserRole.class))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = UserStatus.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = UserPage.class)))
  public Response list() {
    return Answers.page(
        users.list(
            caller,
            PageQuery.read(
                uri.getQueryParameters(), UserService.SORT_KEYS, "name", UserService.FILTERS)),
        uri);
  }

  /** Makes a user. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "createUser",
      summary = "Makes a user, with a namespace of the same name")
  @APIResponse(
      responseCode = "201",
      description = "The user; Location says where",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  public Response create(
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = NewUser.class)))
          NewUser wanted) {
    UserView user = users.create(caller, wanted);
    return Answers.created("/users/" + user.name(), user, user.version());
  }

  /** Shape of a page, for the document of the API. */
  private record UserPage(
      List<UserView> items, int page, int size, long total, boolean totalIsExact) {}
}
