package org.sluice.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The document of the REST API, as the running server serves it. */
@Tag("portable")
class OpenApiIT {

  private static JsonNode json;
  private static OpenAPI document;
  private static List<String> faults;

  @BeforeAll
  static void read() {
    Api.Answer answer = RunningSluice.shared().api().root().get("/openapi?format=json").expect(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    json = answer.json();
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(answer.text(), null, options);
    faults = parsed.getMessages();
    document = parsed.getOpenAPI();
  }

  private static void operations(BiConsumer<String, Operation> each) {
    document
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach((method, operation) -> each.accept(method + " " + path, operation)));
  }

  @Test
  void theDocumentIsValidAndHidesTheInside() {
    assertThat(faults).isEmpty();
    assertThat(json.path("openapi").asText()).startsWith("3.");
    assertThat(json.path("info").path("title").asText()).isEqualTo("Sluice");
    assertThat(json.toString()).doesNotContain("org.sluice", "java.", "jakarta.", "localhost");
    json.path("servers").forEach(server -> assertThat(server.path("url").asText()).isEqualTo("/"));
  }

  @Test
  void everyEndpointIsInItAndNothingElse() {
    Set<String> written = new TreeSet<>();
    operations((name, operation) -> written.add(name.replaceAll("\\{\\w+}", "{}")));
    assertThat(written).isEqualTo(endpoints().keySet());
  }

  @Test
  void everyOperationIsDescribed() {
    Set<String> ids = new HashSet<>();
    Set<String> known =
        document.getTags().stream()
            .map(io.swagger.v3.oas.models.tags.Tag::getName)
            .collect(Collectors.toSet());
    assertThat(known).hasSameSizeAs(document.getTags());
    operations(
        (name, operation) -> {
          assertThat(operation.getOperationId()).as(name).matches("[a-z][a-zA-Z]+");
          assertThat(ids.add(operation.getOperationId()))
              .as(name + " has an id of its own")
              .isTrue();
          assertThat(operation.getSummary()).as(name).isNotBlank();
          assertThat(operation.getTags()).as(name).isNotEmpty().isSubsetOf(known);
          good(name, operation);
          problems(name, operation);
        });
  }

  private static void good(String name, Operation operation) {
    List<String> good =
        operation.getResponses().keySet().stream().filter(code -> code.startsWith("2")).toList();
    assertThat(good).as(name).isNotEmpty();
    for (String code : good) {
      ApiResponse answer = operation.getResponses().get(code);
      assertThat(answer.getDescription()).as(name + " " + code).isNotBlank();
      if (code.equals("204")) {
        assertThat(answer.getContent()).as(name + " " + code).isNull();
      } else {
        assertThat(answer.getContent()).as(name + " " + code).isNotEmpty();
        answer
            .getContent()
            .forEach(
                (type, media) -> {
                  assertThat(type).as(name + " " + code).doesNotContain("*");
                  assertThat(media.getSchema()).as(name + " " + code + " " + type).isNotNull();
                });
      }
    }
  }

  private static void problems(String name, Operation operation) {
    List<String> expected = new ArrayList<>(List.of("400", "429", "500"));
    if (!open(operation)) {
      expected.addAll(List.of("401", "403"));
    }
    if (name.contains("{")) {
      expected.add("404");
    }
    if (operation.getRequestBody() != null) {
      expected.addAll(List.of("413", "415"));
    }
    assertThat(operation.getResponses().keySet()).as(name).containsAll(expected);
    operation
        .getResponses()
        .forEach(
            (code, answer) -> {
              if (code.startsWith("4") || code.startsWith("5")) {
                assertThat(answer.getContent())
                    .as(name + " " + code)
                    .containsOnlyKeys(Problem.MEDIA_TYPE);
                assertThat(answer.getContent().get(Problem.MEDIA_TYPE).getSchema().get$ref())
                    .as(name + " " + code)
                    .isEqualTo("#/components/schemas/Problem");
              }
            });
  }

  @Test
  void everyOperationSaysWhoMayUseIt() {
    Set<String> schemes = document.getComponents().getSecuritySchemes().keySet();
    assertThat(schemes).containsExactlyInAnyOrder("token", "basic");
    assertThat(document.getSecurity()).hasSize(2);
    Map<String, Boolean> endpoints = endpoints();
    operations(
        (name, operation) ->
            assertThat(open(operation))
                .as(name + " needs no account")
                .isEqualTo(endpoints.get(name.replaceAll("\\{\\w+}", "{}"))));
  }

  private static boolean open(Operation operation) {
    return operation.getSecurity() != null && operation.getSecurity().isEmpty();
  }

  @Test
  void idsTimesAndDurationsHaveTheirFormats() {
    JsonNode schemas = json.path("components").path("schemas");
    JsonNode repository = schemas.path("RepositoryView").path("properties");
    assertThat(format(repository.path("id"))).isEqualTo("string uuid");
    assertThat(format(repository.path("createdAt"))).isEqualTo("string date-time");
    assertThat(format(schemas.path("SyncPhases").path("properties").path("fetch")))
        .isEqualTo("string duration");
    assertThat(format(schemas.path("JobView").path("properties").path("id")))
        .isEqualTo("string uuid");
    Set<String> shapeless = new TreeSet<>();
    schemas
        .properties()
        .forEach(
            schema -> {
              if (!schema.getValue().has("enum")
                  && !schema.getValue().has("properties")
                  && !schema.getValue().has("format")) {
                shapeless.add(schema.getKey());
              }
              schema
                  .getValue()
                  .path("properties")
                  .properties()
                  .forEach(
                      property -> {
                        String where = schema.getKey() + "." + property.getKey();
                        if (property.getKey().endsWith("At")) {
                          assertThat(format(property.getValue()))
                              .as(where)
                              .isEqualTo("string date-time");
                        }
                        if (property.getKey().equals("id") || property.getKey().endsWith("Id")) {
                          assertThat(format(property.getValue()))
                              .as(where)
                              .isEqualTo("string uuid");
                        }
                        JsonNode shape = resolved(property.getValue());
                        if (shape.path("type").asText().equals("object")
                            && !shape.has("properties")
                            && !shape.has("additionalProperties")) {
                          shapeless.add(where);
                        }
                      });
            });
    assertThat(shapeless).isEmpty();
  }

  /** Type and format of a property, through its reference if it is one. */
  private static String format(JsonNode property) {
    JsonNode schema = resolved(property);
    JsonNode type = schema.path("type");
    return (type.isArray() ? type.get(0) : type).asText() + " " + schema.path("format").asText();
  }

  private static JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : json.at(reference.substring(1));
  }

  @Test
  void itComesAsYamlAndAsJson() {
    Api client = RunningSluice.shared().api().root();
    Api.Answer yaml = client.with("Accept", "*/*").get("/openapi").expect(200);
    assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
    assertThat(yaml.text()).contains("openapi: 3.").contains("operationId: listJobs");
    assertThat(client.with("Accept", "application/json").get("/openapi").expect(200).json())
        .isEqualTo(json);
  }

  @Test
  void everyListIsAPageWithItsParameters() {
    operations(
        (name, operation) -> {
          if (!operation.getOperationId().startsWith("list")) {
            return;
          }
          Set<String> parameters =
              operation.getParameters().stream()
                  .filter(each -> "query".equals(each.getIn()))
                  .map(io.swagger.v3.oas.models.parameters.Parameter::getName)
                  .collect(Collectors.toSet());
          assertThat(parameters).as(name).contains("page", "size", "sort");
          String reference =
              operation
                  .getResponses()
                  .get("200")
                  .getContent()
                  .get("application/json")
                  .getSchema()
                  .get$ref();
          assertThat(reference).as(name).endsWith("Page");
          JsonNode properties = json.at(reference.substring(1)).path("properties");
          assertThat(properties.fieldNames())
              .toIterable()
              .as(reference)
              .containsExactlyInAnyOrder("items", "page", "size", "total", "totalIsExact");
          assertThat(properties.path("items").path("items").has("$ref")).as(reference).isTrue();
        });
  }

  /** Every endpoint of the code as method and path, with whether everybody may use it. */
  private static Map<String, Boolean> endpoints() {
    Map<String, Boolean> found = new java.util.TreeMap<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.sluice")) {
      if (!each.isAnnotatedWith(Path.class)) {
        continue;
      }
      Class<?> resource = each.reflect();
      for (Method method : resource.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            String path = resource.getAnnotation(Path.class).value();
            if (method.isAnnotationPresent(Path.class)) {
              path += method.getAnnotation(Path.class).value();
            }
            found.put(
                PathItem.HttpMethod.valueOf(verb.value().toUpperCase(Locale.ROOT))
                    + " "
                    + RestApplication.BASE
                    + path.replaceAll("\\{[^}]*}", "{}"),
                method.isAnnotationPresent(PermitAll.class));
          }
        }
      }
    }
    return found;
  }
}
