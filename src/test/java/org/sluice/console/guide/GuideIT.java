package org.sluice.console.guide;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.sluice.rest.RestApplication;
import org.sluice.testing.RunningSluice;

/** What the help of pages says of the API, against the document of the running server. */
class GuideIT {

  @Test
  void everyAddressIsAnOperationThatKnowsEveryParameterOfIt() {
    JsonNode document =
        RunningSluice.shared().api().root().get("/openapi?format=json").expect(200).json();
    List<String> faults = new ArrayList<>();
    ApiAddresses.read()
        .byPage()
        .forEach(
            (page, all) ->
                all.forEach(
                    each -> {
                      JsonNode operation = operation(document.path("paths"), each);
                      if (operation == null) {
                        faults.add(page + ": no " + each.method() + " " + each.path());
                        return;
                      }
                      Set<String> unknown = new TreeSet<>(each.query());
                      unknown.removeAll(parameters(document, operation));
                      if (!unknown.isEmpty()) {
                        faults.add(page + ": " + each.path() + " knows no " + unknown);
                      }
                    }));
    assertThat(faults).isEmpty();
  }

  private static JsonNode operation(JsonNode paths, ApiAddress address) {
    String wanted = RestApplication.BASE + address.path().replaceAll("\\{\\w+}", "{}");
    return paths.properties().stream()
        .filter(each -> each.getKey().replaceAll("\\{\\w+}", "{}").equals(wanted))
        .map(each -> each.getValue().get(address.method().toLowerCase(Locale.ROOT)))
        .filter(each -> each != null)
        .findFirst()
        .orElse(null);
  }

  private static Set<String> parameters(JsonNode document, JsonNode operation) {
    Set<String> names = new TreeSet<>();
    operation
        .path("parameters")
        .forEach(
            each -> {
              String reference = each.path("$ref").asText();
              JsonNode parameter = reference.isEmpty() ? each : document.at(reference.substring(1));
              if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
              }
            });
    return names;
  }
}
