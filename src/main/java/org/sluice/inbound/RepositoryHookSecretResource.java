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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Keeps the secret by which the webhooks of one repository are known. */
@RequestScoped
@Path("/repositories/{owner}/{name}/hook-secret")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks of forges")
public class RepositoryHookSecretResource {

  @Inject private HookSecrets secrets;
  @Inject private Caller caller;

  /** Whether there is one, and where the forge sends to. */
  @GET
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "getRepositoryHookSecret",
      summary = "Whether one repository has a secret for webhooks, and where its forge sends to")
  @APIResponse(
      responseCode = "200",
      description = "Without the secret",
      content = @Content(schema = @Schema(implementation = HookSecretView.class)))
  public HookSecretView get(@PathParam("owner") String owner, @PathParam("name") String name) {
    return secrets.ofRepository(caller, owner, name);
  }

  /** Makes one. */
  @POST
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "renewRepositoryHookSecret",
      summary = "Make a secret for the webhooks of one repository",
      description = "In place of the one that it had. The secret is in this answer and no other.")
  @APIResponse(
      responseCode = "200",
      description = "With the secret, this once",
      content = @Content(schema = @Schema(implementation = HookSecretView.class)))
  public HookSecretView renew(@PathParam("owner") String owner, @PathParam("name") String name) {
    return secrets.renewOfRepository(caller, owner, name);
  }

  /** Forgets it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "deleteRepositoryHookSecret",
      summary = "Believe no webhooks of one repository any more",
      description = "Those that another secret signs are believed all the same.")
  @APIResponse(responseCode = "204", description = "It is gone")
  public Response delete(@PathParam("owner") String owner, @PathParam("name") String name) {
    secrets.removeOfRepository(caller, owner, name);
    return Response.noContent().build();
  }
}
