package org.sluice.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

/**
 * A JSON Merge Patch (RFC 7396) on the flat names of a resource: a field that is absent stays, one
 * that is null is cleared.
 */
public final class Patch {

  /** Media type of merge patches; plain JSON is taken as one too. */
  public static final String MERGE_PATCH = "application/merge-patch+json";

  private final ObjectNode fields;

  private Patch(ObjectNode fields) {
    this.fields = fields;
  }

  /**
   * Checks that a document is a patch of known fields.
   *
   * @param document the body
   * @param known names that may be changed
   * @throws DomainException INVALID with each field that is not known
   */
  public static Patch of(JsonNode document, Set<String> known) {
    if (!(document instanceof ObjectNode fields)) {
      throw DomainException.invalid("body", "a JSON object is expected");
    }
    List<FieldError> errors = new ArrayList<>();
    fields
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                errors.add(new FieldError(name, "is not a field that can be changed"));
              }
            });
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new Patch(fields);
  }

  /** Whether the patch names the field, be it with null. */
  public boolean has(String name) {
    return fields.has(name);
  }

  /** Whether the patch clears the field. */
  public boolean clears(String name) {
    return fields.has(name) && fields.get(name).isNull();
  }

  /**
   * The new value of a field.
   *
   * @return empty if the field is absent or cleared
   * @throws DomainException INVALID if it is of another type
   */
  public <T> Optional<T> value(String name, Class<T> type) {
    JsonNode node = fields.get(name);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().treeToValue(node, type));
    } catch (JsonProcessingException unfit) {
      DomainException refusal = JsonBody.refusal(unfit);
      throw DomainException.invalid(
          name, refusal.errors().isEmpty() ? "is not valid" : refusal.errors().get(0).message());
    }
  }

  /**
   * The new value of a field that may not be cleared; null if it stays.
   *
   * @throws DomainException INVALID if it is cleared or of another type
   */
  public <T> T required(String name, Class<T> type) {
    if (clears(name)) {
      throw DomainException.invalid(name, "may not be null");
    }
    return value(name, type).orElse(null);
  }

  /**
   * The new text of a field that may be cleared: null if it stays, empty if it is cleared.
   *
   * @throws DomainException INVALID if it is of another type
   */
  public String text(String name) {
    return clears(name) ? "" : value(name, String.class).orElse(null);
  }

  /** The new texts of a list field, or empty if it is absent; null clears to an empty list. */
  public Optional<List<String>> texts(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode node = fields.get(name);
    if (node.isNull()) {
      return Optional.of(List.of());
    }
    if (!node.isArray()
        || !StreamSupport.stream(node.spliterator(), false).allMatch(JsonNode::isTextual)) {
      throw DomainException.invalid(name, "must be a list of texts");
    }
    return Optional.of(
        StreamSupport.stream(node.spliterator(), false).map(JsonNode::textValue).toList());
  }
}
