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
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** One namespace. */
@RequestScoped
@Path("/namespaces/{name}")
@Tag(ref = "Namespaces")
@Produces(MediaType.APPLICATION_JSON)
public class NamespaceResource {

  private static final Set<String> FIELDS = Set.of("name", "description");

  @Inject private NamespaceService namespaces;
  @Inject private Caller caller;
  @Context private Request request;

  /** The namespace. */
  @GET
  @RolesAllowed(Scope.READ_ROLE)
  @Operation(operationId = "getNamespace", summary = "Shows a namespace")
  @APIResponse(
      responseCode = "200",
      description = "The namespace",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NamespaceView.class)))
  @APIResponse(responseCode = "304", description = "Unchanged")
  public Response get(@PathParam("name") String name) {
    NamespaceView namespace = namespaces.get(caller, name);
    return Answers.single(namespace, namespace.version(), request);
  }

  /** Changes the namespace. */
  @PATCH
  @Consumes({Patch.MERGE_PATCH, MediaType.APPLICATION_JSON})
  @RolesAllowed(Scope.WRITE_ROLE)
  @Operation(
      operationId = "changeNamespace",
      summary = "Changes a namespace: maintainers the description, administrators the name too")
  @APIResponse(
      responseCode = "200",
      description = "The namespace as it is now",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NamespaceView.class)))
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response change(
      @PathParam("name") String name,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch,
      @RequestBody(
              required = true,
              content = {
                @Content(
                    mediaType = Patch.MERGE_PATCH,
                    schema = @Schema(implementation = NamespaceChange.class)),
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = NamespaceChange.class))
              })
          JsonNode body) {
    Patch patch = Patch.of(body, FIELDS);
    NamespaceView namespace =
        namespaces.change(
            caller,
            name,
            ifMatch,
            new NamespaceChange(patch.required("name", String.class), patch.text("description")));
    return Response.ok(namespace).tag(new EntityTag(namespace.version())).build();
  }

  /** Deletes the namespace. */
  @DELETE
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "deleteNamespace", summary = "Deletes an empty team namespace")
  @APIResponse(responseCode = "204", description = "Done")
  @APIResponse(responseCode = "409", description = "Something is in the way")
  @APIResponse(responseCode = "412", description = "Changed since it was read")
  public Response delete(
      @PathParam("name") String name,
      @Parameter(description = "entity tag that was read") @HeaderParam(HttpHeaders.IF_MATCH)
          String ifMatch) {
    namespaces.delete(caller, name, ifMatch);
    return Response.noContent().build();
  }
}
