package org.sluice.intake.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.failure.DomainException;

/** Entries of JSON: an array of texts or objects, or an object that holds one such array. */
final class JsonEntries extends Entries {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxStringLength(64 << 10)
                  .maxNameLength(1000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private boolean begun;
  private boolean wrapped;

  JsonEntries(String text) {
    try {
      parser = FACTORY.createParser(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Override
  Entry advance() {
    try {
      if (!begun) {
        begun = true;
        begin();
      }
      JsonToken token = parser.nextToken();
      if (token != JsonToken.END_ARRAY) {
        return entry(token);
      }
      end();
      return null;
    } catch (StreamConstraintsException beyond) {
      throw unreadable(line(), "is nested too deep or holds a value that is too long");
    } catch (JsonProcessingException broken) {
      throw unreadable(line(), "is not JSON");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private int line() {
    return Math.max(1, parser.currentLocation().getLineNr());
  }

  private void begin() throws IOException {
    JsonToken root = parser.nextToken();
    wrapped = root == JsonToken.START_OBJECT;
    boolean found = root == JsonToken.START_ARRAY;
    while (wrapped && !found && parser.nextToken() == JsonToken.FIELD_NAME) {
      found = standsAtArray();
    }
    if (!found) {
      throw DomainException.invalid("file", "must be an array, or an object that holds one");
    }
  }

  private void end() throws IOException {
    while (wrapped && parser.nextToken() == JsonToken.FIELD_NAME) {
      if (standsAtArray()) {
        throw unreadable(line(), "begins a second array; one is expected");
      }
    }
    if (parser.nextToken() != null) {
      throw unreadable(line(), "goes on after the end of the list");
    }
  }

  /** Whether a field's value is an array, at whose start the parser is then; else steps over it. */
  private boolean standsAtArray() throws IOException {
    String field = parser.currentName();
    if (parser.nextToken() == JsonToken.START_ARRAY) {
      return true;
    }
    passOver(field);
    parser.skipChildren();
    return false;
  }

  private Entry entry(JsonToken token) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (token == JsonToken.VALUE_STRING) {
      return Entry.of(line, parser.getText());
    }
    if (token != JsonToken.START_OBJECT) {
      if (token != null && token.isStructStart()) {
        parser.skipChildren();
      }
      return Entry.malformed(line, null, "must be an address or an object with url");
    }
    String url = null;
    String name = null;
    String namespace = null;
    List<String> tags = List.of();
    String interval = null;
    Boolean mirror = null;
    String wrong = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.VALUE_NULL) {
        continue;
      }
      boolean fits = true;
      switch (field) {
        case "url" -> fits = (url = text(value)) != null;
        case "name" -> fits = (name = text(value)) != null;
        case "namespace" -> fits = (namespace = text(value)) != null;
        case "interval" -> fits = (interval = text(value)) != null;
        case "mirror" -> {
          Optional<Boolean> truth = truth(value);
          mirror = truth.orElse(null);
          fits = truth.isPresent();
        }
        case "tags" -> {
          tags = tags(value);
          fits = tags != null;
          tags = fits ? tags : List.of();
        }
        default -> {
          passOver(field);
          parser.skipChildren();
        }
      }
      if (!fits) {
        parser.skipChildren();
        wrong = wrong == null ? "has a " + field + " of another type than expected" : wrong;
      }
    }
    return wrong == null
        ? new Entry(
            line,
            Value.of(url),
            Value.of(name),
            Value.of(namespace),
            tags,
            Value.of(interval),
            mirror,
            null)
        : Entry.malformed(line, url, wrong);
  }

  private String text(JsonToken value) throws IOException {
    return value == JsonToken.VALUE_STRING ? parser.getText() : null;
  }

  private Optional<Boolean> truth(JsonToken value) throws IOException {
    return switch (value) {
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      case VALUE_STRING -> Value.truth(parser.getText().strip());
      default -> Optional.empty();
    };
  }

  /** Labels of an array of texts, or of one text; null if it is neither. */
  private List<String> tags(JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return Value.tags(parser.getText());
    }
    if (value != JsonToken.START_ARRAY) {
      return null;
    }
    List<String> tags = new ArrayList<>();
    boolean texts = true;
    for (JsonToken each = parser.nextToken();
        each != JsonToken.END_ARRAY;
        each = parser.nextToken()) {
      if (each == JsonToken.VALUE_STRING) {
        String tag = parser.getText().strip();
        if (!tag.isEmpty() && !tags.contains(tag) && tags.size() <= 200) {
          tags.add(tag);
        }
      } else {
        texts = false;
        parser.skipChildren();
      }
    }
    return texts ? tags : null;
  }
}
