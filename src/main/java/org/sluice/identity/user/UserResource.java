package org.sluice.identity.user;

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
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
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
import org.sluice.rest.Patch;

/** One user. */
@RequestScoped
@Path("/users/{name}")
@Tag(ref = "Users")
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {

  private static final Set<String> FIELDS =
      Set.of("displayName", "email", "role", "status", "password", "currentPassword");

  @Inject private UserService users;
  @Inject private Caller caller;
  @Context private Request request;

  /** The user. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getUser", summary = "Shows a user: oneself, or any to administrators")
  @APIResponse(
      responseCode = "200",
      description = "The user",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "304", description = "Unchanged")
  public Response get(@PathParam("name") String name) {
    UserView user = users.get(caller, name);
    return Answers.single(user, user.version(), request);
  }

  /** Changes the user. */
  @PATCH
  @Consumes({Patch.MERGE_PATCH, MediaType.APPLICATION_JSON})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeUser",
      summary = "Changes a user: administrators any, everybody his own names and password",
      description = "One's own password needs currentPassword beside it.")
  @APIResponse(
      responseCode = "200",
      description = "The user as he is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = UserView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response change(
      @PathParam("name") String name,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = Patch.MERGE_PATCH,
                    schema = @Schema(implementation = UserChange.class)),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = UserChange.class))
              })
          JsonNode body) {
    Patch patch = Patch.of(body, FIELDS);
    UserView user =
        users.change(
            caller,
            name,
            ifMatch,
            new UserChange(
                patch.text("displayName"),
                patch.text("email"),
                patch.required("role", UserRole.class),
                patch.required("status", UserStatus.class),
                patch.required("password", String.class),
                patch.required("currentPassword", String.class)));
    return Response.ok(user).tag(new EntityTag(user.version())).build();
  }

  /** Deletes the user. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteUser",
      summary = "Deletes a user with his tokens, memberships and own namespace")
  @APIResponse(responseCode = "204", description = "Done")
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response delete(
      @PathParam("name") String name,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    users.delete(caller, name, ifMatch);
    return Response.noContent().build();
  }
}
