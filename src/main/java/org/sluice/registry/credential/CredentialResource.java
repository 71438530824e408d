package org.sluice.registry.credential;

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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows, changes and deletes one credential. */
@RequestScoped
@Path("/credentials/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credentials")
public class CredentialResource {

  @Inject private CredentialService credentials;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The credential, without its secret. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getCredential", summary = "Show one credential, without its secret")
  @APIResponse(
      responseCode = "200",
      description = "The credential; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = CredentialView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    CredentialView view = credentials.get(caller, id);
    return Answers.single(view, view.version() + "." + view.usedBy(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeCredential",
      summary = "Change one credential",
      description =
          "JSON Merge Patch: an absent field stays, and so does a secret that is blank. Another"
              + " host needs the secret again. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change, named as for adding; all but namespace and kind",
      content = @Content(schema = @Schema(implementation = NewCredential.class)))
  @APIResponse(
      responseCode = "200",
      description = "The credential as it is now, without its secret",
      content = @Content(schema = @Schema(implementation = CredentialView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The label is taken, or the host of one in use would change")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, CredentialService.PATCHABLE);
    CredentialView changed = credentials.change(caller, id, patch, ifMatch);
    return Response.ok(changed)
        .tag(new EntityTag(changed.version() + "." + changed.usedBy()))
        .build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "deleteCredential", summary = "Delete one credential that is not in use")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "409", description = "It is in use")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    credentials.delete(caller, id, ifMatch);
    return Response.noContent().build();
  }
}
