package org.sluice.audit;

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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** The record of who did what, for administrators. */
@RequestScoped
@Path("/audit")
@Tag(name = "Audit")
public class AuditResource {

  private static final String LINES = AuditLines.TYPE;

  // The role's name is written out: this room lies below the one that owns the roles.
  private static final String ADMIN_ROLE = "admin";

  @Inject private AuditLog audit;
  @Context private UriInfo uri;
  @Context private HttpHeaders headers;

  /** One page of the record, or all of it as JSON lines if the caller asks for those first. */
  @GET
  @Produces({MediaType.APPLICATION_JSON, LINES})
  @RolesAllowed(ADMIN_ROLE)
  @Operation(
      operationId = "listAudit",
      summary = "Lists the audit record; with Accept: application/x-ndjson all of it, oldest first")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "at or -at",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the subject",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "actor", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "action", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "outcome",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = AuditOutcome.class))
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "earliest time",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @Parameter(
      name = "until",
      in = ParameterIn.QUERY,
      description = "time before which",
      schema = @Schema(type = SchemaType.STRING, format = "date-time"))
  @APIResponse(
      responseCode = "200",
      description = "One page, or JSON lines",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = AuditPage.class)),
        @Content(mediaType = LINES, schema = @Schema(implementation = AuditView.class))
      })
  public Response list() {
    // Decided here, since the servers differ on which of two methods answers to any type.
    boolean wantsLines =
        headers.getAcceptableMediaTypes().stream()
            .findFirst()
            .filter(first -> first.toString().startsWith(LINES))
            .isPresent();
    PageQuery query =
        PageQuery.read(uri.getQueryParameters(), AuditLog.SORT_KEYS, "-at", AuditLog.FILTERS);
    return wantsLines ? lines(query) : page(query);
  }

  private Response page(PageQuery query) {
    return Response.fromResponse(Answers.page(audit.list(query), uri))
        .type(MediaType.APPLICATION_JSON)
        .build();
  }

  private Response lines(PageQuery query) {
    // The first portion is read before the status is sent, so that a bad filter is a 400.
    List<AuditView> first = audit.after(query, null);
    StreamingOutput output = out -> AuditLines.write(audit, query, first, out);
    return Response.ok(output, LINES).header("Cache-Control", "no-store").build();
  }

  /** Shape of a page, for the document of the API. */
  private record AuditPage(
      List<AuditView> items, int page, int size, long total, boolean totalIsExact) {}
}
