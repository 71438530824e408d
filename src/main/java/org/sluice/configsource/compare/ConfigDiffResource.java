package org.sluice.configsource.compare;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** Compares what an application gets from two commits of a source. */
@RequestScoped
@Path("/config-sources/{name}/diff")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Configuration sources")
public class ConfigDiffResource {

  private static final String APPLICATION = "application";
  private static final String PROFILE = "profile";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final Set<String> PARAMETERS = Set.of(APPLICATION, PROFILE, FROM, TO);

  @Inject private ConfigComparison comparison;
  @Inject private Caller caller;

  /** What differs. */
  @GET
  @RolesAllowed({Scope.READ_ROLE, "config:read"})
  @Operation(
      operationId = "compareConfig",
      summary = "Compare what an application gets from two commits of a configuration source",
      description =
          "The values that win, placeholders as they stand in the files. It is answered to whoever"
              + " may be served the configuration itself.")
  @Parameter(
      name = APPLICATION,
      in = ParameterIn.QUERY,
      required = true,
      description = "Name of the application, perhaps several joined by commas",
      schema = @Schema(type = SchemaType.STRING, maxLength = 1000))
  @Parameter(
      name = PROFILE,
      in = ParameterIn.QUERY,
      description = "Name of the profile, perhaps several joined by commas",
      schema = @Schema(type = SchemaType.STRING, maxLength = 1000, defaultValue = "default"))
  @Parameter(
      name = FROM,
      in = ParameterIn.QUERY,
      required = true,
      description = "The commit before: its id, whole or shortened, or a branch or tag",
      schema = @Schema(type = SchemaType.STRING, maxLength = 255))
  @Parameter(
      name = TO,
      in = ParameterIn.QUERY,
      description = "The commit after, likewise; what is served for the default label if absent",
      schema = @Schema(type = SchemaType.STRING, maxLength = 255))
  @APIResponse(
      responseCode = "200",
      description = "The keys that differ; all are counted, and the first 500 are shown",
      content = @Content(schema = @Schema(implementation = ConfigDifference.class)))
  @APIResponse(responseCode = "413", description = "It is more than is served")
  @APIResponse(
      responseCode = "503",
      description = "The source was never refreshed yet; Retry-After says when to try again")
  public Response diff(@PathParam("name") String name, @Context UriInfo uri) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    List<FieldError> errors = new ArrayList<>();
    given.forEach(
        (parameter, values) -> {
          if (!PARAMETERS.contains(parameter)) {
            errors.add(new FieldError(parameter, "is not a parameter of this operation"));
          } else if (values.size() > 1) {
            errors.add(new FieldError(parameter, "may be given once"));
          }
        });
    for (String parameter : List.of(APPLICATION, FROM)) {
      if (given.getFirst(parameter) == null || given.getFirst(parameter).isBlank()) {
        errors.add(new FieldError(parameter, "is required"));
      }
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors.subList(0, Math.min(20, errors.size())));
    }
    String profile = given.getFirst(PROFILE);
    AskedSource asked =
        new AskedSource(
            caller, name, given.getFirst(APPLICATION), profile == null ? "default" : profile);
    ConfigDifference difference =
        comparison.difference(asked, given.getFirst(FROM), given.getFirst(TO));
    return Response.ok(difference).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
