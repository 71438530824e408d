package org.sluice.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.filter.FilteredList;
import org.sluice.filter.NewSavedFilter;
import org.sluice.filter.SavedFilter;
import org.sluice.filter.SavedFilterService;
import org.sluice.identity.Caller;

/** The filters that the reader keeps, for the menus of the lists. */
@RequestScoped
public class FiltersLive {

  @Inject private Caller caller;
  @Inject private SavedFilterService filters;

  /** Those of a list, by name. */
  ObjectNode of(String list) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode kept = answer.putArray("filters");
    filters.of(caller, list(list)).forEach(each -> kept.add(json(each)));
    return answer;
  }

  /** Keeps one. */
  ObjectNode save(JsonNode body) {
    return json(
        filters.create(
            caller,
            new NewSavedFilter(
                list(body.path("list").asText()),
                body.path("name").asText(),
                body.path("query").asText())));
  }

  /**
   * Renames one, or keeps it no more.
   *
   * @throws DomainException NOT_FOUND if there is none, or no such thing to do
   */
  ObjectNode change(UUID id, String what, JsonNode body) {
    switch (what) {
      case "rename" -> {
        return json(filters.rename(caller, id, body.path("name").asText()));
      }
      case "delete" -> filters.delete(caller, id, null);
      default -> throw DomainException.notFound("thing to do");
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private static FilteredList list(String name) {
    return Stream.of(FilteredList.values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> DomainException.notFound("list"));
  }

  private static ObjectNode json(SavedFilter filter) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", filter.id().toString())
        .put("name", filter.name())
        .put("query", filter.query());
  }
}
