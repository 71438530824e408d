package org.sluice.inbound;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
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

/** Keeps the secret by which the webhooks of an account are known. */
@RequestScoped
@Path("/forge-accounts/{id}/hook-secret")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks of forges")
public class AccountHookSecretResource {

  @Inject private HookSecrets secrets;
  @Inject private Caller caller;

  /** Whether there is one, and where the forge sends to. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "getAccountHookSecret",
      summary = "Whether an account has a secret for webhooks, and where its forge sends to")
  @APIResponse(
      responseCode = "200",
      description = "Without the secret",
      content = @Content(schema = @Schema(implementation = HookSecretView.class)))
  public HookSecretView get(@PathParam("id") UUID id) {
    return secrets.ofAccount(caller, id);
  }

  /** Makes one. */
  @POST
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "renewAccountHookSecret",
      summary = "Make a secret for the webhooks of an account",
      description = "In place of the one that it had. The secret is in this answer and no other.")
  @APIResponse(
      responseCode = "200",
      description = "With the secret, this once",
      content = @Content(schema = @Schema(implementation = HookSecretView.class)))
  public HookSecretView renew(@PathParam("id") UUID id) {
    return secrets.renewOfAccount(caller, id);
  }

  /** Forgets it. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteAccountHookSecret",
      summary = "Believe no webhooks of an account any more",
      description = "Those that another secret signs are believed all the same.")
  @APIResponse(responseCode = "204", description = "It is gone")
  public Response delete(@PathParam("id") UUID id) {
    secrets.removeOfAccount(caller, id);
    return Response.noContent().build();
  }
}
