package org.sluice.notification.channel;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.notification.post.ChannelKind;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** The channels, and the making of one. */
@RequestScoped
@Path("/notifications/channels")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Notifications")
public class ChannelsResource {

  @Inject private ChannelService channels;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the channels. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "listChannels", summary = "List the channels of notices")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "name, kind, createdAt; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the name",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "kind",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = ChannelKind.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = ChannelPage.class)))
  public Response list() {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), ChannelService.SORT_KEYS, "name", ChannelService.FILTERS);
    return Answers.page(channels.list(caller, query), uri);
  }

  /** Makes a channel. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "createChannel",
      summary = "Make a channel of notices: mail to recipients, or a signed webhook",
      description = "The secret of a webhook is shown this once.")
  @APIResponse(
      responseCode = "201",
      description = "The channel, that of a webhook with its secret; Location names it",
      content = @Content(schema = @Schema(implementation = ChannelView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The name is taken, or there are as many channels as there may be")
  public Response create(NewChannel wanted) {
    ChannelView channel = channels.create(caller, wanted);
    return Response.fromResponse(
            Answers.created("/notifications/channels/" + channel.id(), channel, channel.tag()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Shape of a page, for the document of the API. */
  private record ChannelPage(
      List<ChannelView> items, int page, int size, long total, boolean totalIsExact) {}
}
