package org.sluice.identity.token;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.identity.TokenService;

/** One of the caller's API tokens. */
@RequestScoped
@Path("/tokens/{id}")
@Tag(ref = "Tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokenResource {

  @Inject private TokenService tokens;
  @Inject private Caller caller;

  /** The token, without its text. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getToken", summary = "Shows an API token, without its text")
  @APIResponse(
      responseCode = "200",
      description = "The token",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TokenView.class)))
  public TokenView get(@PathParam("id") UUID id) {
    return tokens.get(caller, id);
  }

  /** Revokes the token. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "revokeToken", summary = "Revokes an API token, at once")
  @APIResponse(responseCode = "204", description = "Done")
  public Response revoke(@PathParam("id") UUID id) {
    tokens.revoke(caller, id);
    return Response.noContent().build();
  }
}
