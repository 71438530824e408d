package org.sluice.delivery.subscription;

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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists subscriptions and makes them. */
@RequestScoped
@Path("/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions", description = "What subscribers receive, and how that stands")
public class SubscriptionsResource {

  @Inject private SubscriptionService subscriptions;
  @Inject private Caller caller;

  /** One page. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listSubscriptions",
      summary = "List the subscriptions that the caller sees",
      description = "More than 1000 are not counted: totalIsExact is then false.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "repository, subscriber, status, createdAt, lastDeliveredAt, several joined by commas; a"
              + " minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the repository's or the subscriber's name",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "subscriber",
      in = ParameterIn.QUERY,
      description = "Id of a subscriber",
      schema = @Schema(type = SchemaType.STRING, format = "uuid"))
  @Parameter(
      name = "repository",
      in = ParameterIn.QUERY,
      description = "Full name of a repository, such as team/app",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Name of a namespace of repositories",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = SubscriptionStatus.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = SubscriptionPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            SubscriptionService.SORT_KEYS,
            "repository,subscriber",
            SubscriptionService.FILTERS);
    return Answers.page(subscriptions.list(caller, query), uri);
  }

  /** Makes one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "addSubscription",
      summary = "Have a subscriber receive the files of a repository",
      description =
          "All files are sent once, then every change, in order. Patterns are those of gitignore:"
              + " without a slash they meet a name at any depth. For who maintains both.")
  @APIResponse(
      responseCode = "201",
      description = "The subscription; Location names it",
      content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The subscriber receives that repository already")
  public Response create(
      @RequestBody(
              required = true,
              content = @Content(schema = @Schema(implementation = NewSubscription.class)))
          NewSubscription wanted) {
    SubscriptionView added = subscriptions.create(caller, wanted);
    return Answers.created("/subscriptions/" + added.id(), added, added.tag());
  }

  /** Shape of a page, for the document of the API. */
  private record SubscriptionPage(
      List<SubscriptionView> items, int page, int size, long total, boolean totalIsExact) {}
}
