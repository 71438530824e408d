package org.sluice.registry.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/** Lists and keeps accounts at forges. */
@RequestScoped
@Path("/forge-accounts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class ForgeAccountsResource {

  @Inject private ForgeAccountService accounts;
  @Inject private Caller caller;

  /** One page of an answer, for the document. */
  @Schema(name = "ForgeAccountPage")
  interface ForgeAccountPage {
    List<ForgeAccountView> getItems();

    int getPage();

    int getSize();

    long getTotal();

    boolean isTotalIsExact();
  }

  /** One page of all accounts. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "listForgeAccounts",
      summary = "List the accounts at forges, without their tokens")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description =
          "label, forge, status, expiresAt, createdAt, updatedAt, several joined by commas; a minus"
              + " before a key turns it round",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "Part of the label",
      schema = @Schema(type = SchemaType.STRING, maxLength = 200))
  @Parameter(
      name = "forge",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = ForgeKind.class))
  @Parameter(
      name = "status",
      in = ParameterIn.QUERY,
      schema = @Schema(implementation = ForgeAccountStatus.class))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content = @Content(schema = @Schema(implementation = ForgeAccountPage.class)))
  public Response list(@Context UriInfo uri) {
    PageQuery query =
        PageQuery.read(
            uri.getQueryParameters(),
            ForgeAccountService.SORT_KEYS,
            "label",
            ForgeAccountService.FILTERS);
    return Answers.page(accounts.list(caller, query), uri);
  }

  /** Keeps one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "addForgeAccount",
      summary = "Keep an account at a forge",
      description =
          "The forge is asked whose token it is before it is stored. No answer ever holds a token.")
  @APIResponse(
      responseCode = "201",
      description = "The account, without its token; Location names it",
      content = @Content(schema = @Schema(implementation = ForgeAccountView.class)))
  @APIResponse(
      responseCode = "409",
      description = "There is one of that label, or a default of that host, already")
  @APIResponse(responseCode = "422", description = "The forge does not take the token")
  @APIResponse(responseCode = "502", description = "The forge could not be asked")
  @APIResponse(responseCode = "504", description = "The forge did not answer in time")
  public Response add(NewForgeAccount wanted) {
    ForgeAccountView added = accounts.create(caller, wanted);
    return Answers.created("/forge-accounts/" + added.id(), added, Long.toString(added.version()));
  }
}
