package org.sluice.configsource.hook;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
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
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;
import org.sluice.rest.RestApplication;

/** Lists the listeners of a configuration source and adds them. */
@RequestScoped
@Path("/config-sources/{name}/listeners")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Configuration sources")
public class ListenersResource {

  @Inject private ListenerService listeners;
  @Inject private Caller caller;

  @PathParam("name")
  private String name;

  /** One page. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listConfigListeners",
      summary = "List the URLs that are told of a configuration source's changes",
      description = "For maintainers of its repository; a token also needs the scope write.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "createdAt; a minus before it turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "One page, without secrets",
      content = @Content(schema = @Schema(implementation = ListenerPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(uri.getQueryParameters(), ListenerService.SORT_KEYS, "createdAt", Set.of());
    return Answers.page(listeners.list(caller, name, query), uri);
  }

  /** Adds one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "addConfigListener",
      summary = "Have a URL told of a configuration source's changes",
      description =
          "Messages are posted as Standard Webhooks asks, signed by the secret of this answer, with"
              + " the type configuration.changed. While the URL does not take one, it is tried"
              + " again after growing pauses, and then told from the commit that it knows to the"
              + " newest. For maintainers of the repository.")
  @APIResponse(
      responseCode = "201",
      description = "The listener with its secret, this once; Location says where",
      content = @Content(schema = @Schema(implementation = ListenerView.class)))
  @APIResponse(
      responseCode = "409",
      description = "There is one of that URL already, or there are too many")
  public Response create(
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewListener.class)))
          NewListener wanted) {
    ListenerView listener = listeners.add(caller, name, wanted);
    return Response.status(Response.Status.CREATED)
        .header(
            HttpHeaders.LOCATION,
            RestApplication.BASE + "/config-sources/" + name + "/listeners/" + listener.id())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(listener)
        .build();
  }

  /** Shape of a page, for the document of the API. */
  private record ListenerPage(
      List<ListenerView> items, int page, int size, long total, boolean totalIsExact) {}
}
