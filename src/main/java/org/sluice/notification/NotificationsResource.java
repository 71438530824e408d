package org.sluice.notification;

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
import org.sluice.platform.Notice;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists notices. */
@RequestScoped
@Path("/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notifications")
public class NotificationsResource {

  @Inject private NoticeService notices;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the notices that the caller sees. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listNotifications",
      summary = "List notices: administrators see all, others those of their namespaces",
      description = "The latest first, unless sort asks otherwise.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "happenedAt, topic, subject; a minus before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the subject or the text",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "topic",
      in = ParameterIn.QUERY,
      description = "Kind of transition, such as mirror-failed",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "severity",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = Notice.Severity.class))
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      description = "Name of a namespace",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "unread",
      in = ParameterIn.QUERY,
      description = "Whether the caller has not read it",
      schema = @Schema(type = SchemaType.BOOLEAN))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = NotificationPage.class)))
  public Response list() {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            NoticeService.SORT_KEYS,
            "-happenedAt",
            NoticeService.FILTERS);
    return Answers.page(notices.list(caller, query), uri);
  }

  /** Shape of a page, for the document of the API. */
  private record NotificationPage(
      List<NoticeView> items, int page, int size, long total, boolean totalIsExact) {}
}
