package org.sluice.configsource.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** Reads JSON, one object, and flattens it as YAML is flattened. */
final class JsonReader {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxStringLength(ParsedFile.MOST_BYTES)
                  .maxNameLength(10_000)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  /** Most fields of a file, those of empty objects among them. */
  private static final int MOST_FIELDS = 250_000;

  private final Entries entries = new Entries();
  private final JsonParser parser;

  private int fields;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  static Entries read(byte[] bytes) throws Unreadable {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      JsonReader reader = new JsonReader(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Unreadable("is no JSON object");
      }
      reader.object("");
      if (parser.nextToken() != null) {
        throw Unreadable.at(parser.currentLocation().getLineNr(), "goes on after the object");
      }
      reader.entries.endDocument();
      return reader.entries;
    } catch (JsonProcessingException broken) {
      JsonLocation at = broken.getLocation();
      throw at == null
          ? new Unreadable("is not valid JSON")
          : Unreadable.at(at.getLineNr(), "is not valid JSON");
    } catch (IOException broken) {
      throw new Unreadable("is not valid JSON");
    }
  }

  private void object(String path) throws IOException, Unreadable {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (++fields > MOST_FIELDS) {
        throw new Unreadable("has more than " + MOST_FIELDS + " fields");
      }
      String name = parser.currentName();
      parser.nextToken();
      value(path.isBlank() ? name : path + (name.startsWith("[") ? "" : ".") + name);
    }
  }

  private void value(String path) throws IOException, Unreadable {
    JsonToken token = parser.currentToken();
    JsonLocation at = parser.currentTokenLocation();
    if (token == JsonToken.START_OBJECT) {
      object(path);
    } else if (token == JsonToken.START_ARRAY) {
      array(path, at);
    } else {
      entries.put(path, at(at, scalar(token)));
    }
  }

  private void array(String path, JsonLocation at) throws IOException, Unreadable {
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      value(path + "[" + index++ + "]");
    }
    if (index == 0) {
      entries.put(path, at(at, ""));
    }
  }

  private Object scalar(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> "";
      case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      default -> parser.getText();
    };
  }

  private static Value at(JsonLocation at, Object value) {
    return new Value(value, at.getLineNr(), at.getColumnNr());
  }
}
