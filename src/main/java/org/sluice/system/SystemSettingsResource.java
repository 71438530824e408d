package org.sluice.system;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.rest.Answers;
import org.sluice.rest.Patch;

/** Shows and changes settings of the running installation. */
@RequestScoped
@Path("/system/settings")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "System")
public class SystemSettingsResource {

  @Inject private SystemService system;
  @Inject private Caller caller;

  /** What a patch may hold, for the document. */
  @Schema(name = "SystemSettingsChange")
  private record SystemSettingsChange(
      Boolean mirrorEnabled,
      String mirrorSyncInterval,
      Boolean refreshEnabled,
      String refreshInterval,
      Integer jobConcurrency,
      Integer jobsPerHost) {}

  /** The settings as they are now. */
  @GET
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(operationId = "getSystemSettings", summary = "Settings of the running installation")
  @APIResponse(
      responseCode = "200",
      description = "The settings; their ETag can be used for a change",
      content = @Content(schema = @Schema(implementation = SystemSettings.class)))
  @APIResponse(responseCode = "304", description = "The caller has this state already")
  public Response settings(@Context Request request) {
    SystemSettings now = system.settings(caller);
    return Answers.single(now, tag(now), request);
  }

  /** Changes what the patch names. */
  @PATCH
  @Consumes({MediaType.APPLICATION_JSON, Patch.MERGE_PATCH})
  @RolesAllowed(Scope.ADMIN_ROLE)
  @Operation(
      operationId = "changeSystemSettings",
      summary = "Change settings of the running installation",
      description =
          "JSON Merge Patch: an absent field stays, null gives it back to the environment. Effective"
              + " from the next turn of the timers and the dispatcher, without a restart; a shorter"
              + " refreshInterval from each repository's next look. If-Match is honoured.")
  @RequestBody(
      description = "The settings to change",
      content = @Content(schema = @Schema(implementation = SystemSettingsChange.class)))
  @APIResponse(
      responseCode = "200",
      description = "The settings as they are now",
      content = @Content(schema = @Schema(implementation = SystemSettings.class)))
  @APIResponse(responseCode = "412", description = "Somebody changed them meanwhile")
  public Response change(JsonNode body, @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch) {
    Patch patch = Patch.of(body, SystemService.PATCHABLE);
    String version = system.settings(caller).version();
    Answers.requireMatch(ifMatch, version);
    SystemSettings now = system.change(caller, patch, ifMatch == null ? null : version);
    return Response.ok(now).tag(new EntityTag(tag(now))).build();
  }

  private static String tag(SystemSettings settings) {
    return settings.version() + "." + Integer.toHexString(settings.hashCode());
  }
}
