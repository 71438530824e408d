package org.sluice.intake.standing;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists and keeps the standing imports of an account at a forge. */
@RequestScoped
@Path("/forge-accounts/{id}/standing-imports")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class StandingImportsResource {

  @Inject private StandingImportService standing;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID account;

  /** One page of an answer, for the document. */
  @Schema(name = "StandingImportPage")
  interface StandingImportPage {
    List<StandingImportView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of those of the account. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "listStandingImports",
      summary = "List the imports that look again by themselves through the account")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "owner, nextRunAt, lastRunAt, createdAt, several joined by commas; a minus before a key"
              + " turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the owner",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = StandingImportPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(), StandingImportService.SORT_KEYS, "createdAt", Set.of());
    return Answers.page(standing.list(caller, account, query), uri);
  }

  /** Keeps one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "addStandingImport",
      summary = "Keep an import that looks again by itself, and run it",
      description =
          "Each run adds what is new of what the account sees, and marks what is no longer listed;"
              + " it deletes nothing, and a listing that is not whole changes nothing. Globs are"
              + " those of an import: * stands for anything but a slash, ** for anything, and a glob"
              + " without a slash is held against the name.")
  @APIResponse(
      responseCode = "201",
      description =
          "The standing import; Location names it, lastJob its first run. The ETag can be used for"
              + " a change",
      content = @Content(schema = @Schema(implementation = StandingImportView.class)))
  @APIResponse(responseCode = "409", description = "The account has 100 of them already")
  public Response add(NewStandingImport wanted) {
    StandingImportView added = standing.create(caller, account, wanted);
    return Answers.created(
        "/forge-accounts/" + account + "/standing-imports/" + added.id(),
        added,
        Long.toString(added.version()));
  }
}
