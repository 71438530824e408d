package org.sluice.registry.credential;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists and keeps credentials for upstreams. */
@RequestScoped
@Path("/credentials")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Credentials")
public class CredentialsResource {

  @Inject private CredentialService credentials;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "CredentialPage")
  interface CredentialPage {
    List<CredentialView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of the credentials that the caller sees. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listCredentials",
      summary = "List the credentials that the caller sees, without their secrets",
      description = "Those of his namespaces; those of the installation for administrators.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "label, host, kind, expiresAt, createdAt, updatedAt, several joined by commas; a minus"
              + " before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the label, the host or the user name",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Name of a namespace",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = CredentialKind.class))
  @Parameter(
      name = "host",
      in = ParameterIn.QUERY,
      description = "The whole host, with the port if one was named",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = CredentialPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            CredentialService.SORT_KEYS,
            "label",
            CredentialService.FILTERS);
    return Answers.page(credentials.list(caller, query), uri);
  }

  /** Keeps one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "addCredential",
      summary = "Keep a credential for one host",
      description =
          "PASSWORD and TOKEN take secret, SSH_KEY takes privateKey with its passphrase, or"
              + " generate, which answers with the public key. No answer ever holds a secret.")
  @APIResponse(
      responseCode = "201",
      description = "The credential, without its secret; Location names it",
      content = @Content(schema = @Schema(implementation = CredentialView.class)))
  @APIResponse(responseCode = "409", description = "Its owner has one of that label already")
  public Response add(NewCredential wanted) {
    CredentialView added = credentials.create(caller, wanted);
    return Answers.created("/credentials/" + added.id(), added, Long.toString(added.version()));
  }
}
