package org.sluice.mirror.upstream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
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

/** Tells which upstream hosts are not well. */
@RequestScoped
@Path("/upstream-hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mirrors")
public class UpstreamHostsResource {

  @Inject private UpstreamHosts hosts;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  private record UpstreamHostPage(
      List<UpstreamHostView> items, int page, int size, long total, boolean totalIsExact) {}

  /** One page of them. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "listUpstreamHosts",
      summary = "Upstream hosts that are not well",
      description =
          "Hosts that do not answer, that asked to wait, or against which runs fail. A host that"
              + " answers as wished is not among them.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "host, silentSince, failedRuns; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the name",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "state",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = HostState.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = UpstreamHostPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), UpstreamHosts.SORT_KEYS, "host", UpstreamHosts.FILTERS);
    return Answers.page(hosts.list(caller, query), uri);
  }
}
