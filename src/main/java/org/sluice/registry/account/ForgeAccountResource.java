package org.sluice.registry.account;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.egress.budget.BudgetView;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows, changes, tries and deletes one account at a forge. */
@RequestScoped
@Path("/forge-accounts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Forge accounts")
public class ForgeAccountResource {

  @Inject private ForgeAccountService accounts;
  @Inject private Caller caller;

  @PathParam("id")
  private UUID id;

  /** The account, without its token. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "getForgeAccount", summary = "Show one account, without its token")
  @APIResponse(
      responseCode = "200",
      description = "The account; its ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = ForgeAccountView.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response get(@Context Request request) {
    ForgeAccountView view = accounts.get(caller, id);
    return Answers.single(view, view.version() + "." + view.usedBy(), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "changeForgeAccount",
      summary = "Change one account",
      description =
          "JSON Merge Patch: an absent field stays, and so does a token that is blank. Another"
              + " baseUrl needs the token again. What the forge is shown is tried before it is"
              + " stored. If-Match is honoured.")
  @RequestBody(
      description = "The fields to change, named as for adding; all but forge",
      content = @Content(schema = @Schema(implementation = NewForgeAccount.class)))
  @APIResponse(
      responseCode = "200",
      description = "The account as it is now, without its token",
      content = @Content(schema = @Schema(implementation = ForgeAccountView.class)))
  @APIResponse(
      responseCode = "409",
      description = "There is one of that label, or a default of that host, already")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  @APIResponse(responseCode = "422", description = "The forge does not take the token")
  @APIResponse(responseCode = "502", description = "The forge could not be asked")
  @APIResponse(responseCode = "504", description = "The forge did not answer in time")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, ForgeAccountService.PATCHABLE);
    return shown(accounts.change(caller, id, patch, ifMatch));
  }

  /** Asks the forge whether it takes the token. */
  @POST
  @Path("/validate")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "validateForgeAccount",
      summary = "Ask the forge whether it takes the account's token",
      description = "The answer says it: VALID, or INVALID with what the forge said.")
  @APIResponse(
      responseCode = "200",
      description = "The account as it is now",
      content = @Content(schema = @Schema(implementation = ForgeAccountView.class)))
  @APIResponse(responseCode = "502", description = "The forge could not be asked")
  @APIResponse(responseCode = "504", description = "The forge did not answer in time")
  public Response validate() {
    return shown(accounts.validate(caller, id));
  }

  /**
   * How an account's requests stand.
   *
   * @param parts one for each part of the budget; none if the forge was not asked lately
   */
  @Schema(name = "RateBudget")
  public record RateBudget(List<BudgetView> parts) {}

  /** How many requests it has left. */
  @GET
  @Path("/rate-budget")
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "getRateBudget",
      summary = "Requests that the account has left",
      description = "As its forge last told this node; empty if it was not asked lately.")
  @APIResponse(
      responseCode = "200",
      description = "The parts of the budget",
      content = @Content(schema = @Schema(implementation = RateBudget.class)))
  public Response budget() {
    return Response.ok(new RateBudget(accounts.budget(caller, id))).build();
  }

  private static Response shown(ForgeAccountView view) {
    return Response.ok(view).tag(new EntityTag(view.version() + "." + view.usedBy())).build();
  }

  /** Deletes it. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "deleteForgeAccount",
      summary = "Delete one account that no repository names")
  @APIResponse(responseCode = "204", description = "It is gone")
  @APIResponse(responseCode = "409", description = "A repository names it")
  @APIResponse(responseCode = "412", description = "Somebody changed it meanwhile")
  public Response delete(@HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    accounts.delete(caller, id, ifMatch);
    return Response.noContent().build();
  }
}
