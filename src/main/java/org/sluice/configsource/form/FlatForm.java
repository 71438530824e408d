package org.sluice.configsource.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.placeholder.Placeholders;
import org.sluice.failure.DomainException;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Writes the outcome of an answer as one file, by default with values in place of placeholders. */
public enum FlatForm {
  /** One line for each key, {@code key: value}, nothing escaped. */
  PROPERTIES("text/plain"),
  /** Maps and lists; what is no map at its root is written without the name that it got. */
  YAML("text/plain"),
  /** Maps and lists. */
  JSON("application/json");

  private static final JsonFactory FACTORY = new JsonFactory();

  private final String mediaType;

  FlatForm(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The form that the ending of a URL asks for; empty if it asks for none. */
  public static Optional<FlatForm> of(String ending) {
    return switch (ending) {
      case "properties" -> Optional.of(PROPERTIES);
      case "yml", "yaml" -> Optional.of(YAML);
      case "json" -> Optional.of(JSON);
      default -> Optional.empty();
    };
  }

  /** Media type of what is written. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * Writes an answer.
   *
   * @param resolve whether values are put in the place of placeholders
   * @throws DomainException INVALID if a placeholder leads back to itself or a key has no place in
   *     this form, TOO_LARGE
   */
  public String write(ConfigAnswer answer, boolean resolve) {
    if (this == PROPERTIES) {
      String text = lines(FlatProperties.of(answer));
      return resolve ? inText(answer, text) : text;
    }
    Map<String, Object> nested = NestedProperties.of(FlatProperties.consistent(answer));
    if (resolve) {
      Placeholders placeholders = new Placeholders(winning(answer)::get);
      nested = asMap(resolved(nested, placeholders));
    }
    return this == YAML ? yaml(nested) : json(nested);
  }

  /** A text with the values of an answer in the place of placeholders. */
  public static String inText(ConfigAnswer answer, String text) {
    return text.contains("${") ? new Placeholders(winning(answer)::get).inText(text) : text;
  }

  private static Map<String, Object> winning(ConfigAnswer answer) {
    Map<String, Object> winning = new HashMap<>();
    for (PropertySource source : answer.propertySources()) {
      source.values().forEach((key, value) -> winning.putIfAbsent(key, value.value()));
    }
    return winning;
  }

  private static String lines(Map<String, Object> flat) {
    StringBuilder lines = new StringBuilder();
    flat.forEach(
        (key, value) ->
            lines
                .append(lines.length() == 0 ? "" : "\n")
                .append(key)
                .append(": ")
                .append(
                    value instanceof byte[] bytes
                        ? Base64.getEncoder().encodeToString(bytes)
                        : value));
    return lines.toString();
  }

  private static Object resolved(Object value, Placeholders placeholders) {
    if (value instanceof String text) {
      return placeholders.inValue(text);
    }
    if (value instanceof Map) {
      Map<String, Object> map = new LinkedHashMap<>();
      asMap(value).forEach((key, each) -> map.put(key, resolved(each, placeholders)));
      return map;
    }
    if (value instanceof List<?> elements) {
      List<Object> list = new ArrayList<>();
      elements.forEach(each -> list.add(resolved(each, placeholders)));
      return list;
    }
    return value;
  }

  private static String yaml(Map<String, Object> nested) {
    Object alone = nested.size() == 1 ? nested.get("document") : null;
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    Yaml yaml = new Yaml(options);
    Node root = yaml.represent(alone == null ? nested : alone);
    root.setTag(alone == null ? Tag.MAP : alone instanceof Collection ? Tag.SEQ : Tag.STR);
    BoundedWriter out = new BoundedWriter();
    yaml.serialize(root, out);
    return out.toString();
  }

  private static String json(Map<String, Object> nested) {
    BoundedWriter out = new BoundedWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      write(json, nested);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toString();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map) {
      json.writeStartObject();
      for (Map.Entry<String, Object> each : asMap(value).entrySet()) {
        json.writeFieldName(each.getKey());
        write(json, each.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof List<?> elements) {
      json.writeStartArray();
      for (Object each : elements) {
        write(json, each);
      }
      json.writeEndArray();
    } else {
      JsonScalars.write(json, value);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object value) {
    return (Map<String, Object>) value;
  }
}
