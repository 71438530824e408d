package org.sluice.identity.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** One member of a namespace. */
@RequestScoped
@Path("/namespaces/{name}/members/{user}")
@Tag(ref = "Namespaces")
@Produces(MediaType.APPLICATION_JSON)
public class MemberResource {

  private static final Set<String> FIELDS = Set.of("role");

  @Inject private NamespaceService namespaces;
  @Inject private Caller caller;
  @Context private Request request;

  /** The member. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getMember", summary = "Shows a member of a namespace")
  @APIResponse(
      responseCode = "200",
      description = "The member",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MemberView.class)))
  @APIResponse(responseCode = "304", description = "Unchanged")
  public Response get(@PathParam("name") String name, @PathParam("user") String user) {
    MemberView member = namespaces.member(caller, name, user);
    return Answers.single(member, member.version(), request);
  }

  /** Makes the user a member with the role, whether he was one or not. */
  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "putMember", summary = "Adds a member, or gives him another role")
  @APIResponse(
      responseCode = "200",
      description = "The member as he is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MemberView.class)))
  @APIResponse(
      responseCode = "201",
      description = "The new member",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MemberView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response put(
      @PathParam("name") String name,
      @PathParam("user") String user,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = MemberRole.class)))
          MemberRole wanted) {
    NamespaceService.PutMember put = namespaces.put(caller, name, user, ifMatch, wanted.role());
    return put.added()
        ? Answers.created(
            "/namespaces/" + name + "/members/" + put.member().user(),
            put.member(),
            put.member().version())
        : Response.ok(put.member()).tag(new EntityTag(put.member().version())).build();
  }

  /** Gives the member another role. */
  @PATCH
  @Consumes({Patch.MERGE_PATCH, MediaType.APPLICATION_JSON})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "changeMember", summary = "Gives a member another role")
  @APIResponse(
      responseCode = "200",
      description = "The member as he is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = MemberView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response change(
      @PathParam("name") String name,
      @PathParam("user") String user,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = Patch.MERGE_PATCH,
                    schema = @Schema(implementation = MemberRole.class)),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = MemberRole.class))
              })
          JsonNode body) {
    Patch patch = Patch.of(body, FIELDS);
    MemberView member = namespaces.member(caller, name, user);
    NamespaceRole role = patch.required("role", NamespaceRole.class);
    if (role != null) {
      member = namespaces.put(caller, name, user, ifMatch == null ? "*" : ifMatch, role).member();
    }
    return Response.ok(member).tag(new EntityTag(member.version())).build();
  }

  /** Takes the member out. */
  @DELETE
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(operationId = "removeMember", summary = "Takes a member out of a namespace")
  @APIResponse(responseCode = "204", description = "Done")
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response remove(
      @PathParam("name") String name,
      @PathParam("user") String user,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    namespaces.remove(caller, name, user, ifMatch);
    return Response.noContent().build();
  }
}
