package org.sluice.identity.token;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.identity.TokenService;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;
import org.sluice.rest.RestApplication;

/** The caller's API tokens, and the making of one. */
@RequestScoped
@Path("/tokens")
@Tag(name = "Tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {

  @Inject private TokenService tokens;
  @Inject private Caller caller;
  @Context private UriInfo uri;

  /** One page of the tokens. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "listTokens", summary = "Lists the caller's API tokens")
  @Parameter(ref = "page")
  @Parameter(ref = "size")
  @Parameter(
      name = "sort",
      in = ParameterIn.QUERY,
      description = "keys createdAt, expiresAt, lastUsedAt, name; a leading - descends",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "q",
      in = ParameterIn.QUERY,
      description = "part of the name",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "One page",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TokenPage.class)))
  public Response list() {
    return Answers.page(
        tokens.list(
            caller,
            PageQuery.read(
                uri.getQueryParameters(), TokenService.SORT_KEYS, "-createdAt", Set.of())),
        uri);
  }

  /** Makes a token. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "createToken",
      summary = "Makes an API token, shown this once",
      description = "Needs the password: a token cannot make tokens.")
  @APIResponse(
      responseCode = "201",
      description = "The token with its text; Location says where",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TokenView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  public Response create(
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = NewToken.class)))
          NewToken wanted) {
    TokenView token = tokens.create(caller, wanted);
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, RestApplication.BASE + "/tokens/" + token.id())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(token)
        .build();
  }

  /** Shape of a page, for the document of the API. */
  private record TokenPage(
      List<TokenView> items, int page, int size, long total, boolean totalIsExact) {}
}
