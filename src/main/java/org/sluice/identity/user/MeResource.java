package org.sluice.identity.user;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.identity.UserService;

/** The caller himself. */
@RequestScoped
@Path("/me")
@Tag(ref = "Users")
@Produces(MediaType.APPLICATION_JSON)
public class MeResource {

  @Inject private UserService users;
  @Inject private Caller caller;

  /** Who the caller is, and what this sign-in or token lets him do. */
  @GET
  @RolesAllowed({Scope.READ_ROLE, Scope.WRITE_ROLE, Scope.ADMIN_ROLE, "config:read", "git:read"})
  @Operation(operationId = "getMe", summary = "Shows who the caller is and what he may do")
  @APIResponse(
      responseCode = "200",
      description = "The caller",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MeView.class)))
  public MeView get() {
    return users.me(caller);
  }
}
