package org.sluice.delivery.history;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;

/** Shows one message with its attempts, and has it sent again. */
@RequestScoped
@Path("/deliveries/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class DeliveryResource {

  @Inject private DeliveryService deliveries;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The message. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getDelivery", summary = "Show one message with all its attempts")
  @APIResponse(
      responseCode = "200",
      description = "The message",
      content = @Content(schema = @Schema(implementation = DeliveryView.class)))
  public DeliveryView get() {
    return deliveries.get(caller, id);
  }

  /** Sends it again. */
  @POST
  @Path("/redeliver")
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "redeliver",
      summary = "Have one message sent again now",
      description =
          "One that waits or was refused goes out under its own id. Of one that has ended the file"
              + " is sent as the commit has it now, under an id of its own.")
  @APIResponse(
      responseCode = "202",
      description = "The message as it is now; it is sent soon",
      content = @Content(schema = @Schema(implementation = DeliveryView.class)))
  @APIResponse(
      responseCode = "409",
      description = "The subscription stands still, or there is nothing to be sent again")
  public Response redeliver(@Context UriInfo uri) {
    Answers.refuseParameters(uri);
    return Response.accepted(deliveries.redeliver(caller, id)).build();
  }
}
