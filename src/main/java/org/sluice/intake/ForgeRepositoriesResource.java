package org.sluice.intake;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Shows what an account at a forge sees. */
@RequestScoped
@Path("/forge-accounts/{id}/repositories")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class ForgeRepositoriesResource {

  @Inject private IntakeService intake;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /**
   * What an account sees.
   *
   * @param items all of it, in the forge's order
   * @param total their number
   */
  @Schema(name = "DiscoveredRepositories")
  public record Discovered(List<DiscoveredRepository> items, int total) {}

  /** All that it sees now, on however many pages the forge tells it. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "discoverRepositories",
      summary = "List the repositories at the forge that the account sees",
      description = "The forge is asked now; all of its pages or none.")
  @Parameter(
      name = "owner",
      in = ParameterIn.QUERY,
      description = "Whose they are: an account, organisation, group or workspace; else all",
      schema = @Schema(type = SchemaType.STRING, maxLength = 255))
  @APIResponse(
      responseCode = "200",
      description = "All repositories",
      content = @Content(schema = @Schema(implementation = Discovered.class)))
  @APIResponse(responseCode = "413", description = "They are more than 50000")
  @APIResponse(responseCode = "422", description = "The forge refuses the account or the owner")
  @APIResponse(responseCode = "502", description = "The forge could not be asked")
  @APIResponse(responseCode = "504", description = "The forge did not answer in time")
  public Response discover(@Context UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    uri.getQueryParameters().keySet().stream()
        .filter(name -> !name.equals("owner"))
        .limit(20)
        .forEach(name -> errors.add(new FieldError(name, "is not a parameter of this operation")));
    if (uri.getQueryParameters().getOrDefault("owner", List.of()).size() > 1) {
      errors.add(new FieldError("owner", "may be given once"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    List<DiscoveredRepository> found =
        intake.discover(caller, id, uri.getQueryParameters().getFirst("owner"));
    return Response.ok(new Discovered(found, found.size())).build();
  }
}
