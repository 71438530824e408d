package org.sluice.delivery.history;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Link;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.delivery.row.FilePath;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Shows what a subscriber has of a repository, path by path. */
@RequestScoped
@Path("/subscriptions/{id}/files")
@Produces(MediaType.APPLICATION_JSON)
@Tag(ref = "Subscriptions")
public class SubscriptionFilesResource {

  private static final int USUAL = 200;
  private static final int MOST = 1000;

  @Inject private DeliveryService deliveries;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** What was asked for. */
  private record Part(String after, int size) {}

  /** One part of the manifest. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "getSubscriptionManifest",
      summary = "Page through the manifest: what a subscriber has of a repository",
      description =
          "By the bytes of the paths. A receiver that has read it to its end may delete what is"
              + " not in it.")
  @Parameter(
      name = "after",
      in = ParameterIn.QUERY,
      description = "The path after which to go on, as next of the part before says",
      schema = @Schema(type = SchemaType.STRING, maxLength = FilePath.LONGEST))
  @Parameter(
      name = "size",
      in = ParameterIn.QUERY,
      description = "Most files of the part",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              minimum = "1",
              maximum = "" + MOST,
              defaultValue = "" + USUAL))
  @APIResponse(
      responseCode = "200",
      description = "One part; a Link next leads on",
      content = @Content(schema = @Schema(implementation = ManifestPage.class)))
  public Response list(@Context UriInfo uri) {
    Part part = part(uri);
    ManifestPage page = deliveries.files(caller, id, part.after(), part.size());
    Response.ResponseBuilder answer = Response.ok(page);
    if (page.next() != null) {
      answer.links(
          Link.fromUri(
                  uri.getRequestUriBuilder()
                      .replaceQueryParam("after", "{after}")
                      .build(page.next()))
              .rel("next")
              .build());
    }
    return answer.build();
  }

  private static Part part(UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    String after = null;
    int size = USUAL;
    for (Map.Entry<String, List<String>> given : uri.getQueryParameters().entrySet()) {
      String name = given.getKey();
      String value = given.getValue().get(0);
      if (given.getValue().size() != 1) {
        errors.add(new FieldError(name, "may be given once"));
      } else if (name.equals("after")) {
        after = value.isEmpty() ? null : value;
        if (value.getBytes(StandardCharsets.UTF_8).length > FilePath.LONGEST) {
          errors.add(new FieldError(name, "may have " + FilePath.LONGEST + " bytes"));
        }
      } else if (name.equals("size")) {
        size = size(value, errors);
      } else {
        errors.add(new FieldError(name, "is not a parameter of this operation"));
      }
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new Part(after, size);
  }

  private static int size(String value, List<FieldError> errors) {
    int size = value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 0;
    if (size < 1 || size > MOST) {
      errors.add(new FieldError("size", "must be a whole number from 1 to " + MOST));
      return USUAL;
    }
    return size;
  }
}
