package org.sluice.registry.hostkey;

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

/** Lists the keys by which SSH hosts are known, and takes in one that is known from elsewhere. */
@RequestScoped
@Path("/host-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Host keys")
public class HostKeysResource {

  @Inject private HostKeyService hostKeys;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "HostKeyPage")
  interface HostKeyPage {
    List<HostKeyView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of the keys. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "listHostKeys", summary = "List the keys by which SSH hosts are known")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "host, status, firstSeenAt, several joined by commas; a minus before a key turns it"
              + " round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the host",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "host",
      in = ParameterIn.QUERY,
      description = "The whole host, with the port unless it is 22",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = HostKeyStatus.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = HostKeyPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), HostKeyService.SORT_KEYS, "host", HostKeyService.FILTERS);
    return Answers.page(hostKeys.list(query), uri);
  }

  /** Trusts one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "addHostKey",
      summary = "Trust a host key that is known from elsewhere",
      description = "One line of known_hosts about one host, not hashed.")
  @APIResponse(
      responseCode = "201",
      description = "The key, which is trusted now; Location names it",
      content = @Content(schema = @Schema(implementation = HostKeyView.class)))
  @APIResponse(responseCode = "409", description = "The key is known; Location names it")
  public Response add(NewHostKey wanted) {
    HostKeyView added = hostKeys.enter(caller, wanted.entry());
    return Answers.created("/host-keys/" + added.id(), added, Long.toString(added.version()));
  }
}
