package org.sluice.rest;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the OpenAPI document with the problem answers that every operation shares, so that a
 * resource names only those that are its own. Runs at build time, not in the server.
 */
public class OpenApiProblems implements OASFilter {

  private static final String SCHEMA = "Problem";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    if (document.getComponents() == null) {
      document.setComponents(OASFactory.createComponents());
    }
    document.getComponents().addSchema(SCHEMA, schema());
    if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
      return;
    }
    document.getPaths().getPathItems().forEach(OpenApiProblems::complete);
  }

  private static void complete(String path, PathItem item) {
    for (Map.Entry<PathItem.HttpMethod, Operation> each : item.getOperations().entrySet()) {
      Operation operation = each.getValue();
      boolean open = operation.getSecurity() != null && operation.getSecurity().isEmpty();
      add(operation, "400", "A field or parameter breaks a rule; errors names each");
      if (!open) {
        add(operation, "401", "Nobody is signed in, or the credentials are wrong");
        add(operation, "403", "The caller may not do this");
      }
      if (path.contains("{")) {
        add(operation, "404", "There is no such thing, or the caller may not know of it");
      }
      if (operation.getRequestBody() != null) {
        add(operation, "413", "The body is too large");
        add(operation, "415", "The body's media type is not understood here");
      }
      operation.getResponses().getAPIResponses().forEach(OpenApiProblems::asProblem);
      add(operation, "429", "The caller asks too often; Retry-After says how long to wait");
      add(operation, "500", "A defect; the detail names an incident");
    }
  }

  private static void add(Operation operation, String status, String description) {
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    APIResponse response = operation.getResponses().getAPIResponse(status);
    if (response == null) {
      response = OASFactory.createAPIResponse().description(description);
      operation.getResponses().addAPIResponse(status, response);
    }
    asProblem(status, response);
  }

  private static void asProblem(String status, APIResponse response) {
    boolean bodiless =
        response.getContent() == null || response.getContent().getMediaTypes() == null;
    if (bodiless && status.compareTo("400") >= 0) {
      response.setContent(
          OASFactory.createContent()
              .addMediaType(
                  Problem.MEDIA_TYPE,
                  OASFactory.createMediaType()
                      .schema(OASFactory.createSchema().ref("#/components/schemas/" + SCHEMA))));
    }
  }

  private static Schema schema() {
    return object()
        .description("An error answer (RFC 9457)")
        .addProperty("type", text().description("Kind of the problem: /problems/<slug>"))
        .addProperty("title", text())
        .addProperty("status", OASFactory.createSchema().type(Schema.SchemaType.INTEGER))
        .addProperty("detail", text().description("What happened, safe to show"))
        .addProperty("instance", text().description("Path of the request"))
        .addProperty(
            "errors",
            OASFactory.createSchema()
                .type(Schema.SchemaType.ARRAY)
                .description("Broken rules by field")
                .items(object().addProperty("field", text()).addProperty("message", text())))
        .required(List.of("type", "title", "status", "detail", "instance"));
  }

  private static Schema object() {
    return OASFactory.createSchema().type(Schema.SchemaType.OBJECT);
  }

  private static Schema text() {
    return OASFactory.createSchema().type(Schema.SchemaType.STRING);
  }
}
