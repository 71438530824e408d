package org.sluice.fleet;

import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
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
import org.sluice.rest.Json;

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
    boolean json = wantsJson(uri);
    // The first portion is read before the status is sent, so that what fails then is a problem.
    Iterator<List<ExportedRepository>> portions = fleet.export(caller);
    StreamingOutput body = out -> write(portions, json, out);
    return Response.ok(body, json ? MediaType.APPLICATION_JSON : CSV + ";charset=UTF-8")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"repositories." + (json ? "json" : "csv") + "\"")
        .build();
  }

  private static boolean wantsJson(UriInfo uri) {
    List<FieldError> errors = new ArrayList<>();
    uri.getQueryParameters().keySet().stream()
        .filter(name -> !name.equals("format"))
        .limit(20)
        .forEach(name -> errors.add(new FieldError(name, "is not a parameter of this operation")));
    List<String> formats = uri.getQueryParameters().getOrDefault("format", List.of("csv"));
    if (formats.size() != 1 || !List.of("csv", "json").containsAll(formats)) {
      errors.add(new FieldError("format", "must be csv or json"));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return formats.contains("json");
  }

  private static void write(
      Iterator<List<ExportedRepository>> portions, boolean json, OutputStream out)
      throws IOException {
    if (json) {
      try (JsonGenerator array = Json.mapper().getFactory().createGenerator(out)) {
        array.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        array.writeStartArray();
        while (portions.hasNext()) {
          for (ExportedRepository each : portions.next()) {
            array.writePOJO(each);
          }
        }
        array.writeEndArray();
      }
      return;
    }
    BufferedWriter text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    CSVPrinter table = new CSVPrinter(text, CSVFormat.RFC4180);
    table.printRecord(ExportedRepository.COLUMNS);
    while (portions.hasNext()) {
      for (ExportedRepository each : portions.next()) {
        table.printRecord(each.cells());
      }
    }
    table.flush();
  }
}
