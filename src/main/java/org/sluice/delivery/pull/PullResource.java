package org.sluice.delivery.pull;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Gives the messages of a subscription to who comes for them. */
@RequestScoped
@Path("/subscriptions/{id}/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class PullResource {

  private static final int MOST = 200;

  @Inject private PullService pulling;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** What comes after a cursor. */
  @GET
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "pullEvents",
      summary = "Pull what a subscription has to deliver, where it cannot be posted",
      description =
          "Whatever comes up to the cursor after is recorded as arrived, and what comes next is"
              + " given, as often as it is asked for under the same ids; about 4 MiB at a time. For"
              + " who maintains the repository or the subscriber.")
  @APIResponse(
      responseCode = "200",
      description = "The next events; none if there is nothing more",
      content = @Content(schema = @Schema(implementation = PulledEvents.class)))
  @APIResponse(
      responseCode = "409",
      description = "The subscription or its subscriber is paused or disabled")
  @APIResponse(
      responseCode = "503",
      description = "It is being delivered right now; Retry-After says when to ask again")
  public Response pull(
      @Parameter(
              description = "The cursor of the last event that was handled; absent for none",
              schema = @Schema(type = SchemaType.STRING, maxLength = 30))
          @QueryParam("after")
          String after,
      @Parameter(
              description = "Most events",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "" + MOST,
                      defaultValue = "50"))
          @QueryParam("size")
          @DefaultValue("50")
          String size) {
    int most = size.matches("[0-9]{1,6}") ? Integer.parseInt(size) : 0;
    if (most < 1 || most > MOST) {
      throw DomainException.invalid("size", "must be a whole number from 1 to " + MOST);
    }
    return Response.ok(pulling.pull(caller, id, after, most))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
