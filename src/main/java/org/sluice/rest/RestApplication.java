package org.sluice.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/**
 * The REST application; its resources are found by scanning. What lists share of their description
 * is named here, for them to refer to.
 */
@ApplicationPath(RestApplication.BASE)
@OpenAPIDefinition(
    info =
        @Info(
            title = "Sluice",
            version = "1",
            description =
                "Keeps a fleet of Git repositories flowing from upstream into mirrors and on to"
                    + " everyone downstream.",
            license = @License(name = "Apache-2.0")),
    security = {@SecurityRequirement(name = "token"), @SecurityRequirement(name = "basic")},
    components =
        @Components(
            parameters = {
              @Parameter(
                  name = "page",
                  in = ParameterIn.QUERY,
                  description = "Number of the page, from 1",
                  schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = "1")),
              @Parameter(
                  name = "size",
                  in = ParameterIn.QUERY,
                  description = "Most entries of the page",
                  schema =
                      @Schema(
                          type = SchemaType.INTEGER,
                          minimum = "1",
                          maximum = "200",
                          defaultValue = "50"))
            }))
@SecurityScheme(
    securitySchemeName = "token",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description = "An API token, slc_ and 40 characters.")
@SecurityScheme(
    securitySchemeName = "basic",
    type = SecuritySchemeType.HTTP,
    scheme = "basic",
    description = "User name with the password, or with an API token in its place.")
public class RestApplication extends Application {

  /** Base of every path of the API. */
  public static final String BASE = "/api/v1";

  /** One server describes every resource in a format of its own unless it is told not to. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
