package org.sluice.delivery.history;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
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
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.FilePath;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists the messages of one subscription. */
@RequestScoped
@Path("/subscriptions/{id}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class DeliveriesResource {

  private static final String PATH = "path";

  @Inject private DeliveryService deliveries;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** One page. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "listDeliveries",
      summary = "List the messages of a subscription, those of the last 30 days and open ones",
      description = "More than 1000 are not counted: totalIsExact is then false.")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "sequence; a minus before it turns it round, as it is if nothing is said",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = DeliveryStatus.class))
  @Parameter(
      name = "event",
      in = ParameterIn.QUERY,
      description = "Type of the message, such as file.updated",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = PATH,
      in = ParameterIn.QUERY,
      description = "The whole path of a file",
      schema = @Schema(type = SchemaType.STRING, maxLength = FilePath.LONGEST))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = DeliveryPage.class)))
  public Response list(@Context UriInfo uri) {
    MultivaluedMap<String, String> given = new MultivaluedHashMap<>(uri.getQueryParameters());
    String path = path(given.remove(PATH));
    PageQuery query =
        PageQuery.read(given, DeliveryService.SORT_KEYS, "-sequence", DeliveryService.FILTERS);
    if (query.text() != null) {
      throw DomainException.invalid("q", "is not a filter of this list");
    }
    return Answers.page(deliveries.list(caller, id, path, query), uri);
  }

  /** Any text may be a path, so that it is no filter like others. */
  private static String path(List<String> given) {
    if (given == null) {
      return null;
    }
    String path = given.get(0);
    if (given.size() != 1) {
      throw DomainException.invalid(PATH, "may be given once");
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > FilePath.LONGEST) {
      throw DomainException.invalid(PATH, "may have " + FilePath.LONGEST + " bytes");
    }
    return path.isEmpty() ? null : path;
  }

  /** Shape of a page, for the document of the API. */
  private record DeliveryPage(
      List<DeliveryView> items, int page, int size, long total, boolean totalIsExact) {}
}
