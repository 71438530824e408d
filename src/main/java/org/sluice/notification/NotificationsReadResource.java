package org.sluice.notification;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Notes what the caller has read. */
@RequestScoped
@Path("/notifications/read")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Notifications")
public class NotificationsReadResource {

  @Inject private NoticeService notices;
  @Inject private Caller caller;

  /** Marks some notices, or all that there are, as read by the caller. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "readNotifications",
      summary = "Mark notices as read by the caller: some by their ids, or all")
  @APIResponse(
      responseCode = "200",
      description = "How many are unread now",
      content = @Content(schema = @Schema(implementation = UnreadView.class)))
  @APIResponse(responseCode = "404", description = "The caller sees no notice of one of the ids")
  public UnreadView read(NoticesRead given) {
    return notices.read(caller, given);
  }
}
