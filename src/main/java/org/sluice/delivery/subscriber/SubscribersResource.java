package org.sluice.delivery.subscriber;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;
import org.sluice.rest.RestApplication;

/** Lists subscribers and registers them. */
@RequestScoped
@Path("/subscribers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Subscribers", description = "Client apps that receive files, signed and in order")
public class SubscribersResource {

  @Inject private SubscriberService subscribers;
  @Inject private Caller caller;

  /** One page. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listSubscribers",
      summary = "List the subscribers that the caller sees, without their secrets")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "name, createdAt, joined by a comma; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Name of a namespace",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = SubscriberStatus.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = SubscriberPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            SubscriberService.SORT_KEYS,
            "name",
            SubscriberService.FILTERS);
    return Answers.page(subscribers.list(caller, query), uri);
  }

  /** Registers one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "addSubscriber",
      summary = "Register a subscriber",
      description =
          "Messages are posted as Standard Webhooks asks, signed by the secret of this answer. One"
              + " without an endpoint comes and asks. For maintainers of the namespace.")
  @APIResponse(
      responseCode = "201",
      description = "The subscriber with its secret, this once; Location names it",
      content = @Content(schema = @Schema(implementation = SubscriberView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The namespace has one of that name already, or too many")
  public Response create(
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewSubscriber.class)))
          NewSubscriber wanted) {
    SubscriberView added = subscribers.create(caller, wanted);
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, RestApplication.BASE + "/subscribers/" + added.id())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .tag(new EntityTag(added.tag()))
        .entity(added)
        .build();
  }

  /** Shape of a page, for the document of the API. */
  private record SubscriberPage(
      List<SubscriberView> items, int page, int size, long total, boolean totalIsExact) {}
}
