package org.sluice.fleet;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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

/** Hands out all repositories as a list that can be imported again. */
@RequestScoped
@Path("/repositories/export")
@Tag(name = "Repositories")
public class RepositoryExportResource {

  private static final String CSV = "text/csv";

  @Inject private FleetService fleet;
  @Inject private Caller caller;

  /** The whole list. */
  @GET
  @Produces({CSV, MediaType.APPLICATION_JSON})
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(
      operationId = "exportRepositories",
      summary = "Export the repositories that the caller sees",
      description =
          "By name, in the columns that an import takes. In CSV an apostrophe stands before what a"
              + " spreadsheet would take for a formula; an import takes it away again.")
  @Parameter(
      name = "format",
      in = ParameterIn.QUERY,
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"csv", "json"},
              defaultValue = "csv"))
  @APIResponse(
      responseCode = "200",
      description = "The list",
      content = {
        @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.ARRAY, implementation = ExportedRepository.class))
      })
  public Response export(@Context UriInfo uri) {
    ExportFormat format = format(uri);
    // The first portion is read before the status is sent, so that what fails then is a problem.
    Iterator<List<ExportedRepository>> portions = fleet.export(caller);
    StreamingOutput body = out -> format.write(portions, out);
    return Response.ok(body, format.mediaType())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(HttpHeaders.CONTENT_DISPOSITION, format.disposition())
        .build();
  }

  private static ExportFormat format(UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    uri.getQueryParameters().keySet().stream()
        .filter(name -> !name.equals("format"))
        .limit(20)
        .forEach(name -> errors.add(new FieldError(name, "is not a parameter of this operation")));
    List<String> formats = uri.getQueryParameters().getOrDefault("format", List.of("csv"));
    Optional<ExportFormat> format =
        formats.size() == 1 ? ExportFormat.named(formats.get(0)) : Optional.empty();
    if (format.isEmpty()) {
      errors.add(new FieldError("format", "must be csv or json"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return format.get();
  }
}
